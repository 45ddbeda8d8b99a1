/** Transactions: what an account signs, its id, and the wire form. See transaction.proto for the fields of a body. */
import { address, addressBytes } from './codec.js';
import { bigEndian, concat, fromHex, toHex, utf8 } from './bytes.js';
import { SigningKey } from './mldsa.js';
import { encodePhrase, keySeed, phraseSeed } from './phrase.js';
import { sha256 } from './sha256.js';

const TRANSACTION = 'ixi.kernel.v1.Transaction';
const BODY = 'ixi.kernel.v1.TransactionBody';
/** FIPS 204 context of account signatures. */
const CONTEXT = 'IXI-tx-v1';
/** Most that a transaction may be valid ahead, in blocks. */
export const MAX_VALIDITY = 20_000;

/** The account of a first public key. */
export const addressOf = (publicKey, scheme = 1) => address(sha256(Uint8Array.of(scheme), publicKey));

/** Id of what a transaction creates, 20 bytes in hex; a client knows it before it signs. */
export function objectId(domain, creator, sequence, message = 0) {
  const name = utf8(domain);
  const digest = sha256(Uint8Array.of(name.length), name, addressBytes(creator), bigEndian(sequence, 8), Uint8Array.of(message));
  return toHex(digest.subarray(0, 20));
}

/** A key with its address. */
export class Account {
  constructor(key) {
    this.key = key;
    this.address = addressOf(key.publicKey, key.scheme);
  }

  static fromSeed(seed, scheme = 1) {
    return new Account(SigningKey.fromSeed(seed, scheme));
  }

  /** @param path {account, role, index}; the first ordinary account unless given */
  static async fromPhrase(phrase, path = {}, scheme = 1) {
    const master = await phraseSeed(phrase);
    const seed = await keySeed(master, path, scheme);
    try {
      return Account.fromSeed(seed, scheme);
    } finally {
      master.fill(0);
      seed.fill(0);
    }
  }

  /** Accounts of local networks; their phrases are test vectors of BIP-39, known to everyone. */
  static demo(name) {
    const fill = { alice: 0x00, bob: 0x7f, carol: 0x80 }[name];
    if (fill === undefined) throw new TypeError(`no demo account ${name}`);
    return Account.fromPhrase(encodePhrase(new Uint8Array(32).fill(fill)));
  }

  /** What transactions carry of it. */
  publicKey() {
    return { scheme: this.key.scheme, public_key: toHex(this.key.publicKey) };
  }

  sign(hash, randomness) {
    return { scheme: this.key.scheme, signature: toHex(this.key.sign(hash, CONTEXT, randomness)) };
  }
}

/** A transaction that its account has yet to sign. Immutable. */
export class Draft {
  /** @param body of the JSON form, messages as [{name: "bank.Send", value: {...}, signer?}] */
  constructor(codec, body) {
    this.codec = codec;
    this.body = Object.freeze({ ...body });
    this.bytes = codec.encode(BODY, { ...body, messages: body.messages.map((message) => typed(codec, message)) });
    this.id = toHex(sha256(utf8('IXI-tx-id-v1'), this.bytes));
    this.signingHash = sha256(utf8('IXI-tx-sign-v1'), fromHex(body.chain), this.bytes);
  }

  with(change) {
    return new Draft(this.codec, { ...this.body, ...change });
  }

  /** The wire form without signatures: what can be simulated. */
  unsigned() {
    return this.codec.encode(TRANSACTION, { body: toHex(this.bytes) });
  }

  /** The wire form; the account signs first, then co-signers in their order. */
  signed(...accounts) {
    return this.withSignatures(accounts.map((account) => account.sign(this.signingHash)));
  }

  withSignatures(signatures) {
    return this.codec.encode(TRANSACTION, { body: toHex(this.bytes), signatures });
  }
}

function typed(codec, { name, value, signer }) {
  const spec = codec.description.messages[name];
  if (!spec) throw new TypeError(`no message ${name} on this chain`);
  const message = { type: spec.type, value: toHex(codec.encode(spec.of, value, `${name}.`)) };
  return signer ? { ...message, signer } : message;
}

/** A transaction's parts, from bytes of anywhere. */
export function readTransaction(codec, bytes) {
  const { body, signatures } = codec.decode(TRANSACTION, bytes);
  const raw = fromHex(body);
  const decoded = codec.decode(BODY, raw);
  const names = new Map(Object.entries(codec.description.messages).map(([name, spec]) => [spec.type, { name, of: spec.of }]));
  const messages = decoded.messages.map((message) => {
    const spec = names.get(message.type);
    return spec ? { ...message, name: spec.name, value: codec.decode(spec.of, fromHex(message.value)) } : message;
  });
  return { id: toHex(sha256(utf8('IXI-tx-id-v1'), raw)), body: { ...decoded, messages }, signatures };
}
