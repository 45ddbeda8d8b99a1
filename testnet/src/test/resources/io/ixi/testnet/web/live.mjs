import assert from 'node:assert/strict';
import { Account, FailedError, Ixi, RpcError } from './client/ixi.js';
import { Provider, announce } from './client/provider.js';

const ixi = await Ixi.connect(process.argv[2]);
assert.match(ixi.chainId, /^ixi:[0-9a-f]{32}$/);
const alice = await Account.demo('alice');
const bob = await Account.demo('bob');
const free = async (account) => BigInt((await ixi.query('bank/balance', { account: account.address })).free);

const blocks = [];
const seen = [];
ixi.onBlock((block) => blocks.push(block));
ixi.onTransaction([bob.address], (transaction) => seen.push(transaction));
await new Promise((resolve) => ixi.onState((state) => state === 'open' && resolve()));

const before = await free(bob);
const { draft, simulation } = await ixi.prepare(alice, [{ name: 'bank.Send', value: { to: bob.address, amount: '1234' } }]);
assert(simulation.events.some((event) => event.value.to === bob.address));
const sent = await ixi.submit(draft.signed(alice));
assert.equal(sent.id, draft.id);
assert.equal(await free(bob), before + 1234n);

// two messages, one signature
await ixi.send(alice, [1, 2].map((n) => ({ name: 'bank.Send', value: { to: bob.address, amount: String(n) } })));
assert.equal(await free(bob), before + 1237n);

// what would fail is said before anyone signs
await assert.rejects(
  ixi.prepare(alice, [{ name: 'bank.Send', value: { to: bob.address, amount: (10n ** 30n).toString() } }]),
  (e) => e instanceof FailedError && e.receipt.code !== 0 && e.receipt.text.length > 5);
// another's signature is refused
await assert.rejects(ixi.submit((await ixi.draft(alice, draft.body.messages)).signed(bob)), RpcError);
assert.equal(await ixi.find('staking/validator', { validator: bob.address }), null);

for (let i = 0; i < 100 && (seen.length < 2 || !blocks.some((b) => b.height === sent.height)); i++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
assert(seen.length >= 2, `told of ${seen.length}`);
assert(blocks.some((block) => block.height === sent.height), JSON.stringify([blocks.map((b) => b.height), sent.height]));
// a page and a wallet: found, asked, refused, agreed
const target = new EventTarget();
let answer = false;
const asked = [];
const provider = new Provider(ixi, { account: () => alice, approve: async (what) => { asked.push(what); return answer; } });
announce(provider, { name: 'Test', icon: 'data:image/svg+xml,', rdns: 'example.test' }, target);
const found = [];
target.addEventListener('eip6963:announceProvider', ({ detail }) => found.push(detail));
target.dispatchEvent(new Event('eip6963:requestProvider'));
assert.equal(found[0].provider, provider);
assert.deepEqual(await provider.request({ method: 'ixi_accounts' }), []);
const payment = { messages: [{ name: 'bank.Send', value: { to: bob.address, amount: '3' } }] };
await assert.rejects(provider.request({ method: 'ixi_signAndSend', params: payment }), { code: 4100 });
await assert.rejects(provider.request({ method: 'ixi_requestAccounts' }), { code: 4001 });
answer = true;
assert.deepEqual(await provider.request({ method: 'ixi_requestAccounts' }), [`${ixi.chainId}:${alice.address}`]);
assert.equal((await provider.request({ method: 'ixi_signAndSend', params: payment })).status, 'final');
assert.equal(asked.at(-1).simulation.code, 0);
const { transaction } = await provider.request({ method: 'ixi_sign', params: payment });
assert.equal((await provider.request({ method: 'ixi_sendTransaction', params: { transaction, encoding: 'base64', wait: 'final' } })).status, 'final');
answer = false;
await assert.rejects(provider.request({ method: 'ixi_sign', params: payment }), { code: 4001 });
await assert.rejects(provider.request({ method: 'eth_accounts' }), { code: 4200 });

ixi.close();
console.log('live holds');
process.exit(0);
