/**
 * How a page asks a wallet: request({method, params}) and events as EIP-1193 has them, found by EIP-6963. Methods are
 * ixi_*; reads go to the node, the wallet answers the rest after its owner agreed. Ids: CAIP-2 chains, CAIP-10 accounts.
 */
import { readTransaction } from './tx.js';
import { fromBase64, toBase64 } from './bytes.js';

const MINE = new Set(['ixi_requestAccounts', 'ixi_accounts', 'ixi_chainId', 'ixi_signAndSend', 'ixi_sign']);

export class ProviderError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'ProviderError';
    this.code = code;
  }
}

/** CAIP-10: chain and address. */
export const caip10 = (chainId, address) => `${chainId}:${address}`;

export class Provider {
  #listeners = new Map();
  #connected = false;

  /**
   * @param ixi a connected client
   * @param wallet {account(): Account or null, approve({kind, messages}): Promise<boolean>}: shows and asks
   */
  constructor(ixi, wallet) {
    this.ixi = ixi;
    this.wallet = wallet;
  }

  async request({ method, params = {} }) {
    if (!MINE.has(method)) return this.#read(method, params);
    if (method === 'ixi_chainId') return this.ixi.chainId;
    if (method === 'ixi_accounts') return this.#connected ? this.#accounts() : [];
    const account = this.wallet.account();
    if (!account) throw new ProviderError(4100, 'the wallet is locked or empty');
    if (method === 'ixi_requestAccounts') {
      await this.#agree({ kind: 'connect', messages: [] });
      this.#connected = true;
      this.emit('connect', { chainId: this.ixi.chainId });
      this.emit('accountsChanged', this.#accounts());
      return this.#accounts();
    }
    if (!this.#connected) throw new ProviderError(4100, 'ask for ixi_requestAccounts first');
    return this.#signing(method, params, account);
  }

  async #signing(method, params, account) {
    if (!Array.isArray(params.messages)) throw new ProviderError(-32602, 'messages: expected a list');
    const { draft, simulation } = await this.ixi.prepare(account, params.messages);
    await this.#agree({ kind: 'send', messages: params.messages, simulation });
    const bytes = draft.signed(account);
    if (method === 'ixi_signAndSend') return this.ixi.submit(bytes);
    return { transaction: toBase64(bytes), id: readTransaction(this.ixi.codec, fromBase64(toBase64(bytes))).id };
  }

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  removeListener(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((l) => l !== listener));
    return this;
  }

  /** The wallet tells of a change: accountsChanged, disconnect. */
  emit(event, value) {
    if (event === 'disconnect') this.#connected = false;
    for (const listener of this.#listeners.get(event) ?? []) listener(value);
  }

  #accounts() {
    const account = this.wallet.account();
    return account ? [caip10(this.ixi.chainId, account.address)] : [];
  }

  async #agree(what) {
    if (!(await this.wallet.approve(what))) throw new ProviderError(4001, 'the owner said no');
  }

  async #read(method, params) {
    if (!/^(ixi_|rpc\.discover$)/.test(method)) throw new ProviderError(4200, `no method ${method}`);
    return this.ixi.call(method, params);
  }
}

/** Announces the provider to the page, now and whenever asked (EIP-6963). */
export function announce(provider, { name, icon, rdns, uuid = crypto.randomUUID() }, target = globalThis) {
  const detail = Object.freeze({ info: Object.freeze({ uuid, name, icon, rdns }), provider });
  const say = () => target.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  target.addEventListener('eip6963:requestProvider', say);
  say();
}
