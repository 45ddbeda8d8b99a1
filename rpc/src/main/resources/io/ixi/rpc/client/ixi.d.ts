import type { Address, Events, Hash, Hex, Long, Messages, Queries } from './chain.d.ts';

export type * from './chain.d.ts';

/** A chain message in a draft. */
export type Call = { [N in keyof Messages]: { name: N; value: Messages[N]; signer?: Address } }[keyof Messages];
export type ChainEvent = { [N in keyof Events]: { type: number; name: N; value: Required<Events[N]> } }[keyof Events];

export interface Receipt {
  code: number;
  name: string;
  text?: string;
  message_index?: number;
  gas: Long;
  fee: string;
  events: ChainEvent[];
}

export interface Sent { id: Hash; status: 'final'; height: Long; index: number; receipt: Receipt }
export interface BlockSummary {
  height: Long; hash: Hash; time_ms: Long; view: Long; proposer: number;
  transaction_count: number; failed_count: number; transaction_bytes: number; signers?: number;
}

export interface KeyPath { account?: number; role?: 'account' | 'validator' | 'agent'; index?: number }
export interface Signature { scheme: number; signature: Hex }
export interface Owner { address: Address; publicKey(): { scheme: number; public_key: Hex } }

export class Account implements Owner {
  readonly address: Address;
  static fromSeed(seed: Uint8Array, scheme?: 1 | 2 | 3): Account;
  static fromPhrase(phrase: string, path?: KeyPath, scheme?: 1 | 2 | 3): Promise<Account>;
  static demo(name: 'alice' | 'bob' | 'carol'): Promise<Account>;
  publicKey(): { scheme: number; public_key: Hex };
  sign(hash: Uint8Array, randomness?: Uint8Array): Signature;
}

export class Draft {
  readonly id: Hash;
  readonly bytes: Uint8Array;
  readonly signingHash: Uint8Array;
  with(change: Record<string, unknown>): Draft;
  unsigned(): Uint8Array;
  signed(...accounts: Account[]): Uint8Array;
  withSignatures(signatures: Signature[]): Uint8Array;
}

export interface DraftOptions { validFor?: number; maxFee?: string; [field: string]: unknown }

export class RpcError extends Error { code: number; data?: unknown }
export class FailedError extends Error { receipt: Receipt }
export class CodecError extends Error { path: string }

export class Codec {
  constructor(description: unknown);
  encode(type: string, value: unknown): Uint8Array;
  decode(type: string, bytes: Uint8Array): unknown;
}

export class Rpc {
  constructor(url: string | URL, options?: { fetch?: typeof fetch });
  readonly url: string;
  call(method: string, params?: unknown, options?: { signal?: AbortSignal }): Promise<any>;
}

export class Ixi {
  static connect(url: string | URL | Rpc, options?: { fetch?: typeof fetch }): Promise<Ixi>;
  readonly chainId: `ixi:${string}`;
  readonly chain: Hash;
  readonly rpc: Rpc;
  readonly codec: Codec;
  call(method: string, params?: unknown): Promise<any>;
  query<P extends keyof Queries>(path: P, params: Queries[P]['params'], options?: { height?: Long }): Promise<Queries[P]['result']>;
  find<P extends keyof Queries>(path: P, params: Queries[P]['params']): Promise<Queries[P]['result'] | null>;
  draft(account: Owner, messages: Call[], options?: DraftOptions): Promise<Draft>;
  simulate(draft: Draft): Promise<Receipt>;
  prepare(account: Owner, messages: Call[], options?: DraftOptions): Promise<{ draft: Draft; simulation: Receipt }>;
  submit(bytes: Uint8Array): Promise<Sent>;
  send(account: Account, messages: Call[], options?: DraftOptions): Promise<Sent>;
  onBlock(listener: (block: BlockSummary) => void, onGap?: () => void): () => void;
  onTransaction(accounts: Address[], listener: (transaction: any) => void, onGap?: () => void): () => void;
  onState(listener: (state: 'connecting' | 'open' | 'closed') => void): void;
  close(): void;
}

export function newPhrase(): string;
export function encodePhrase(entropy: Uint8Array): string;
export function decodePhrase(phrase: string): Uint8Array;
export function addressOf(publicKey: Uint8Array, scheme?: number): Address;
export function objectId(domain: string, creator: Address, sequence: Long | number, message?: number): Hex;
export function readTransaction(codec: Codec, bytes: Uint8Array): { id: Hash; body: any; signatures: Signature[] };
export function address(bytes: Uint8Array): Address;
export function addressBytes(text: string): Uint8Array;
