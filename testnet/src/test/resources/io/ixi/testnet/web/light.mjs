import assert from 'node:assert/strict';
import { Account, Ixi } from './client/ixi.js';
import { Light, NotProvenError, currentSet, proven } from './client/light.js';

const ixi = await Ixi.connect(process.argv[2]);
const alice = await Account.demo('alice');
const bob = await Account.demo('bob');
const sent = await ixi.send(alice, [{ name: 'bank.Send', value: { to: bob.address, amount: '77' } }]);
const trust = await currentSet(ixi);
const light = new Light(trust);

const block = await ixi.call('ixi_getBlock', { block: sent.height, certificate: true });
if (block.finalization) assert.equal(light.block(block), block.hash);

const asset = 'ixi';
const ask = (account) => ixi.call('ixi_query', { path: 'bank/balance', params: { account, asset }, prove: true });
const answer = await ask(bob.address);
const checked = light.proof(answer.proof);
assert.equal(checked.height, answer.height);
const balance = proven(ixi.codec, checked, 'bank.Balance', { account: bob.address, asset });
assert.equal(balance.free, answer.result.free);
// an account that does not exist is proven not to
const nobody = 'ixi1' + (await Account.fromSeed(new Uint8Array(32).fill(9))).address.slice(4);
assert.equal(proven(ixi.codec, light.proof((await ask(nobody)).proof), 'bank.Balance', { account: nobody, asset }), null);

// every text of the proof changed by one digit: refused
let refused = 0;
function bend(node, path) {
  for (const [key, value] of Object.entries(node)) {
    if (value && typeof value === 'object') bend(value, [...path, key]);
    else if (typeof value === 'string' && value.length) {
      for (const at of new Set([0, value.length >> 1, value.length - 1])) {
        if (!/[0-9a-f]/.test(value[at])) continue;
        const bent = structuredClone(answer.proof);
        let place = bent;
        for (const step of path) place = place[step];
        place[key] = value.slice(0, at) + (value[at] === '0' ? '1' : '0') + value.slice(at + 1);
        // numbers of a header's place are covered by its hash; all else by signatures or the root
        assert.throws(() => light.proof(bent), (e) => e instanceof NotProvenError || e instanceof RangeError, [...path, key].join('.'));
        refused++;
      }
    }
  }
}
bend(answer.proof, []);
assert(refused > 30, `${refused}`);
const without = (change) => { const bent = structuredClone(answer.proof); change(bent); return () => light.proof(bent); };
assert.throws(without((p) => { p.entries[0].value = null; }), NotProvenError);
assert.throws(without((p) => { p.finalization.signers.pop(); p.finalization.signatures.pop(); if (p.finalization.signers.length > 2) { p.finalization.signers.pop(); p.finalization.signatures.pop(); } }), NotProvenError);
assert.throws(without((p) => { p.finalization.signers = [0, 0, 0]; p.finalization.signatures = Array(3).fill(p.finalization.signatures[0]); }), NotProvenError);
// another set is not the trusted one
const others = structuredClone(trust);
others.validators[0].power = '5';
assert.throws(() => new Light(others).proof(answer.proof), NotProvenError);
console.log(`light holds: ${refused} changes refused`);
process.exit(0);
