/** JSON-RPC 2.0 to one node: calls over HTTP, subscriptions over a WebSocket that mends itself. */

const FIRST_RETRY_MS = 300;
const MAX_RETRY_MS = 10_000;
const CALL_MS = 90_000;

export class RpcError extends Error {
  constructor({ code, message, data }) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

export class Rpc {
  #url;
  #fetch;
  #next = 1;

  /** @param url of the node's door, like http://127.0.0.1:26657/ */
  constructor(url, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
    this.#url = new URL(url);
    this.#fetch = fetch;
  }

  get url() {
    return this.#url.href;
  }

  async call(method, params = {}, { signal = AbortSignal.timeout(CALL_MS) } = {}) {
    const response = await this.#fetch(new URL('/rpc', this.#url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.#next++, method, params }),
      signal,
    });
    const answer = await response.json();
    if (answer.error) throw new RpcError(answer.error);
    return answer.result;
  }

  /** A file that the node serves. */
  async file(path) {
    const response = await this.#fetch(new URL(path, this.#url));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }

  /** @see Feed */
  feed(onState) {
    const url = new URL('/ws', this.#url);
    url.protocol = url.protocol.replace('http', 'ws');
    return new Feed(url, onState);
  }
}

/** One WebSocket for any number of subscriptions. After a loss it connects again, waiting longer each time. */
class Feed {
  #url;
  #onState;
  #socket;
  #wanted = new Map();
  #live = new Map();
  #asked = new Map();
  #next = 1;
  #retry = FIRST_RETRY_MS;
  #timer;
  #closed = false;

  constructor(url, onState = () => {}) {
    this.#url = url;
    this.#onState = onState;
    this.#connect();
  }

  /**
   * @param params like {topic: "newBlocks"}
   * @param listener takes each result
   * @param onGap called after every new connection but the first: what was told meanwhile is to be read
   * @return ends it
   */
  subscribe(params, listener, onGap = () => {}) {
    const want = { params, listener, onGap, before: false };
    const key = this.#next++;
    this.#wanted.set(key, want);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(key, want);
    return () => {
      this.#wanted.delete(key);
      for (const [id, live] of this.#live) {
        if (live === want) {
          this.#live.delete(id);
          this.#send('ixi_unsubscribe', { subscription: id });
        }
      }
    };
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect() {
    this.#onState('connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retry = FIRST_RETRY_MS;
      this.#onState('open');
      for (const [key, want] of this.#wanted) this.#ask(key, want);
    };
    socket.onmessage = (event) => this.#message(JSON.parse(event.data));
    socket.onclose = () => {
      this.#live.clear();
      this.#asked.clear();
      if (this.#closed) return;
      this.#onState('closed');
      this.#timer = setTimeout(() => this.#connect(), this.#retry);
      this.#retry = Math.min(2 * this.#retry, MAX_RETRY_MS);
    };
    // a close follows every error
    socket.onerror = () => {};
  }

  #ask(key, want) {
    this.#asked.set(this.#send('ixi_subscribe', want.params), key);
  }

  #send(method, params) {
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  #message(message) {
    if (message.method === 'ixi_subscription') {
      this.#live.get(message.params.subscription)?.listener(message.params.result);
      return;
    }
    const want = this.#wanted.get(this.#asked.get(message.id));
    this.#asked.delete(message.id);
    if (want && typeof message.result === 'string') {
      this.#live.set(message.result, want);
      if (want.before) want.onGap();
      want.before = true;
    }
  }
}
