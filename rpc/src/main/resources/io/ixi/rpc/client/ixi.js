/**
 * A client of an IXI chain: plain ES modules, for browsers and Node 20 or newer.
 *
 *   import { Ixi, Account } from 'http://127.0.0.1:26657/client/ixi.js';
 *   const ixi = await Ixi.connect('http://127.0.0.1:26657/');
 *   const alice = await Account.fromPhrase(words);
 *   await ixi.send(alice, [{ name: 'bank.Send', value: { to, amount: '1000' } }]);
 */
import { toBase64 } from './bytes.js';
import { Codec } from './codec.js';
import { Rpc, RpcError } from './rpc.js';
import { Draft } from './tx.js';

export { Account, Draft, addressOf, objectId, readTransaction } from './tx.js';
export { Codec, CodecError, address, addressBytes } from './codec.js';
export { newPhrase, decodePhrase, encodePhrase } from './phrase.js';
export { Rpc, RpcError } from './rpc.js';

/** A transaction is valid for so many blocks unless told otherwise. */
const VALIDITY = 1_000;
/** For simulating: more than any fee. */
const OPEN_FEE = (10n ** 18n).toString();
const NOT_FOUND = -32001;
/** Names of a query's refusals that say: there is no such thing, or no module that would know. */
const ABSENT = /^(NOT_FOUND|NO_[A-Z_]+|UNKNOWN_[A-Z_]+)$/;

/** A transaction that ran and failed, or would. `receipt` has code, name and text. */
export class FailedError extends Error {
  constructor(receipt) {
    super(`${receipt.name}: ${receipt.text}`);
    this.name = 'FailedError';
    this.receipt = receipt;
  }
}

export class Ixi {
  /** @see Ixi.connect */
  constructor(rpc, description, status, chain) {
    this.rpc = rpc;
    this.codec = new Codec(description);
    /** CAIP-2 id, ixi:<32 hex digits>. */
    this.chainId = status.chain_id;
    /** The whole hash of the genesis. */
    this.chain = chain;
  }

  /** Reads the node's description of its chain once. */
  static async connect(url, options = {}) {
    const rpc = url instanceof Rpc ? url : new Rpc(url, options);
    const [description, status, block] = await Promise.all([
      rpc.file('/client/chain.json'), rpc.call('ixi_status'), rpc.call('ixi_getBlock'),
    ]);
    const chain = block.header.chain;
    if (status.chain_id !== `ixi:${chain.slice(0, 32)}`) throw new Error(`${status.chain_id} is not the chain ${chain}`);
    return new Ixi(rpc, description, status, chain);
  }

  get description() {
    return this.codec.description;
  }

  call(method, params) {
    return this.rpc.call(method, params);
  }

  /** The answer of a module's query, like query('bank/balance', {account}). */
  async query(path, params = {}, options = {}) {
    const answer = await this.rpc.call('ixi_query', { path, params, ...options });
    return answer.result;
  }

  /** The same, or null where the chain has no such thing. */
  async find(path, params = {}) {
    try {
      return await this.query(path, params);
    } catch (e) {
      if (e instanceof RpcError && (e.code === NOT_FOUND || ABSENT.test(e.data?.name))) return null;
      throw e;
    }
  }

  /**
   * A draft with the account's next sequence number and its key.
   *
   * @param account an Account, or {address, publicKey()} of one that signs elsewhere
   * @param messages [{name, value, signer?}], 1 to 16, all or nothing
   * @param options validFor in blocks, maxFee, and any field of the body
   */
  async draft(account, messages, { validFor = VALIDITY, maxFee = OPEN_FEE, ...fields } = {}) {
    const [known, status] = await Promise.all([
      this.rpc.call('ixi_getAccount', { address: account.address }), this.rpc.call('ixi_status'),
    ]);
    return new Draft(this.codec, {
      chain: this.chain,
      account: account.address,
      sequence: known.next_sequence,
      valid_until_height: (BigInt(status.height) + BigInt(validFor)).toString(),
      max_fee: maxFee,
      messages,
      key: account.publicKey(),
      ...fields,
    });
  }

  /** What the draft would do now: code, fee and events. */
  simulate(draft) {
    return this.rpc.call('ixi_simulateTransaction', { transaction: toBase64(draft.unsigned()), encoding: 'base64' });
  }

  /** A draft with a fee bound of twice the fee of now, and its simulation. Throws FailedError if it would fail. */
  async prepare(account, messages, options = {}) {
    const draft = await this.draft(account, messages, options);
    const simulation = await this.simulate(draft);
    if (simulation.code !== 0) throw new FailedError(simulation);
    return { draft: options.maxFee ? draft : draft.with({ max_fee: (2n * BigInt(simulation.fee)).toString() }), simulation };
  }

  /** Hands signed bytes to the network; resolves when they are final. Throws FailedError if they failed in the block. */
  async submit(bytes) {
    const sent = await this.rpc.call('ixi_sendTransaction', { transaction: toBase64(bytes), encoding: 'base64', wait: 'final' });
    if (sent.receipt.code !== 0) throw new FailedError(sent.receipt);
    return sent;
  }

  /** Prepares, signs, sends and waits for finality. */
  async send(account, messages, options = {}) {
    const { draft } = await this.prepare(account, messages, options);
    return this.submit(draft.signed(account));
  }

  /** Every final block from now on. Returns what ends it. */
  onBlock(listener, onGap) {
    return this.#feed().subscribe({ topic: 'newBlocks' }, listener, onGap);
  }

  /** Final transactions that are signed by an account or have an event that names it. */
  onTransaction(accounts, listener, onGap) {
    return this.#feed().subscribe({ topic: 'transactions', accounts }, listener, onGap);
  }

  /** Told "connecting", "open" or "closed". */
  onState(listener) {
    this.#listeners.add(listener);
    this.#feed();
  }

  close() {
    this.#socket?.close();
  }

  #listeners = new Set();
  #socket;

  #feed() {
    this.#socket ??= this.rpc.feed((state) => this.#listeners.forEach((listener) => listener(state)));
    return this.#socket;
  }
}
