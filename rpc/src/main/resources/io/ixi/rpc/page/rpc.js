// The node's JSON-RPC: calls over POST, new blocks over a WebSocket that reconnects.
let nextId = 1;

/** An error that the node answered with; `code` is JSON-RPC's. */
export class RpcError extends Error {
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
  }
}

export async function call(method, params = {}) {
  const response = await fetch('/', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params }),
  });
  const answer = await response.json();
  if (answer.error) throw new RpcError(answer.error);
  return answer.result;
}

/** Calls `onBlock` with every new block's summary and `onState` with 'wait', 'on' or 'off'. */
export function follow(onBlock, onState) {
  let wait = 500;
  const open = () => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
    socket.onopen = () => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'ixi_subscribe', params: { topic: 'newBlocks' } }));
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.id === 0) {
        wait = 500;
        onState(message.error ? 'off' : 'on');
      } else if (message.method === 'ixi_subscription') {
        onBlock(message.params.result);
      }
    };
    socket.onclose = () => {
      onState('off');
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  onState('wait');
  open();
}
