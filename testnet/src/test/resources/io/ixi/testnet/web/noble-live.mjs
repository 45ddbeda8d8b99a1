// noble-live.mjs url: signatures of a library that nobody here wrote, accepted by the chain; the chain's, by it
import assert from 'node:assert/strict';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { bigEndian, concat, fromHex, random, toHex, utf8 } from './client/bytes.js';
import { Account, Ixi, addressOf } from './client/ixi.js';
import { currentSet } from './client/light.js';

const ixi = await Ixi.connect(process.argv[2]);
const alice = await Account.demo('alice');
const keys = ml_dsa44.keygen(random(32));
const stranger = { address: addressOf(keys.publicKey), publicKey: () => ({ scheme: 1, public_key: toHex(keys.publicKey) }) };
await ixi.send(alice, [{ name: 'bank.Send', value: { to: stranger.address, amount: '5000000' } }]);
const { draft } = await ixi.prepare(stranger, [{ name: 'bank.Send', value: { to: alice.address, amount: '1' } }]);
const signature = toHex(ml_dsa44.sign(draft.signingHash, keys.secretKey, { context: utf8('IXI-tx-v1') }));
const sent = await ixi.submit(draft.withSignatures([{ scheme: 1, signature }]));
assert.equal(sent.receipt.code, 0);

const { validators } = await currentSet(ixi);
const { proof } = await ixi.call('ixi_query', { path: 'bank/balance', params: { account: alice.address }, prove: true });
const vote = proof.finalization;
const message = concat(utf8('IXI/vote'), Uint8Array.of(0, 1, 3), fromHex(ixi.chain), bigEndian(vote.epoch, 8), bigEndian(vote.view, 8),
  bigEndian(vote.parent_view, 8), fromHex(vote.payload));
vote.signers.forEach((signer, i) => {
  const key = fromHex(validators[signer].public_key);
  assert(ml_dsa44.verify(fromHex(vote.signatures[i]), message, key, { context: utf8('IXI-vote-v1') }));
});
assert(vote.signers.length >= 3);
console.log(`noble and the chain agree: ${vote.signers.length} votes`);
process.exit(0);
