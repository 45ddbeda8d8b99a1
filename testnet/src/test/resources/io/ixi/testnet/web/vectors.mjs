import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Account, Codec, Draft, decodePhrase, encodePhrase, newPhrase, objectId, readTransaction, addressBytes } from './client/ixi.js';
import { fromHex, toHex, random } from './client/bytes.js';
import { sha256 } from './client/sha256.js';
import { sha3_256, sha3_512, shake128, shake256 } from './client/keccak.js';
import { verify } from './client/mldsa.js';
import { WORDS } from './client/words.js';
import { chatKey, open, seal } from './client/chat.js';
import { lock, unlock } from './client/vault.js';

const codec = new Codec(JSON.parse(readFileSync('chain.json')));
const vectors = JSON.parse(readFileSync('vectors.json'));

const hash = (name, bytes, options) => createHash(name, options).update(bytes).digest('hex');
for (let size = 0; size < 300; size += 7) {
  const bytes = random(size);
  assert.equal(toHex(sha256(bytes)), hash('sha256', bytes));
  assert.equal(toHex(sha3_256(bytes)), hash('sha3-256', bytes));
  assert.equal(toHex(sha3_512(bytes)), hash('sha3-512', bytes));
  assert.equal(toHex(shake128(bytes).squeeze(400)), hash('shake128', bytes, { outputLength: 400 }));
  assert.equal(toHex(shake256(bytes).squeeze(400)), hash('shake256', bytes, { outputLength: 400 }));
}
assert.equal(hash('sha256', `${WORDS.join('\n')}\n`), '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda');
assert.equal(encodePhrase(decodePhrase(newPhrase())).split(' ').length, 24);
assert.throws(() => decodePhrase('abandon '.repeat(24)), /checksum/);
assert.throws(() => addressBytes('ixi1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'), /checksum/);

for (const vector of vectors.keys) {
  const account = await Account.fromPhrase(vector.phrase, { account: 1, role: 'agent', index: 7 }, vector.scheme);
  assert.equal(toHex(account.key.publicKey), vector.public_key);
  assert.equal(account.address, vector.address);
  const message = fromHex(vector.message);
  assert.equal(account.sign(message, new Uint8Array(32)).signature, vector.signature);
  const signature = fromHex(vector.signature);
  assert(verify(vector.scheme, account.key.publicKey, message, signature, 'IXI-tx-v1'));
  assert(!verify(vector.scheme, account.key.publicKey, message, signature, 'IXI-vote-v1'));
  for (const at of [0, 40, 1000, signature.length - 1]) {
    signature[at] ^= 1;
    assert(!verify(vector.scheme, account.key.publicKey, message, signature, 'IXI-tx-v1'));
    signature[at] ^= 1;
  }
}

for (const { name, bytes, value } of vectors.messages) {
  const type = codec.description.messages[name].of;
  assert.equal(toHex(codec.encode(type, value)), bytes, name);
  assert.deepEqual(codec.decode(type, fromHex(bytes)), value, name);
}

for (const vector of vectors.drafts) {
  const account = Account.fromSeed(fromHex(vector.seed));
  const draft = new Draft(codec, {
    chain: vector.chain, account: account.address, sequence: vector.number, valid_until_height: '1000',
    max_fee: vector.number, messages: vector.messages, key: account.publicKey(),
  });
  assert.equal(draft.id, vector.id);
  assert.equal(objectId('ixi.sample', account.address, vector.number, 3), vector.object);
  const signed = draft.withSignatures([account.sign(draft.signingHash, new Uint8Array(32))]);
  assert.equal(toHex(signed), vector.signed);
  const read = readTransaction(codec, signed);
  assert.equal(read.id, vector.id);
  assert.deepEqual(read.body.messages.map(({ name, value }) => ({ name, value })), vector.messages);
}

// every byte of a transaction changed: refused, or another transaction, never the same one read in two ways
const signed = fromHex(vectors.drafts[0].signed);
let refused = 0;
for (let at = 0; at < 200; at++) {
  const bent = signed.slice();
  bent[at] ^= 1 << (at % 8);
  try {
    const read = readTransaction(codec, bent);
    assert.notDeepEqual(read, readTransaction(codec, signed));
  } catch (e) {
    refused++;
    assert(e instanceof Error && !(e instanceof assert.AssertionError), e);
  }
}
assert(refused > 0);
const send = (value) => codec.encode('ixi.bank.v1.Send', value);
assert.throws(() => send({ amount: '1' }), /to: is required/);
assert.throws(() => send({ to: vectors.keys[0].address, amount: '01' }), /amount/);
assert.throws(() => send({ to: vectors.keys[0].address, amount: '1', colour: 1 }), /unknown field/);
// a vault opens with its passphrase and in no other way
const vault = await lock('some words', 'correct horse', vectors.keys[0].address);
assert.equal(await unlock(JSON.parse(JSON.stringify(vault)), 'correct horse'), 'some words');
await assert.rejects(unlock(vault, 'correct house'), { fault: 'passphrase' });
await assert.rejects(unlock({ ...vault, address: vectors.keys[1].address }, 'correct horse'), { fault: 'passphrase' });
await assert.rejects(unlock({ ...vault, rounds: 1 }, 'correct horse'), TypeError);

// chat: read by the receiver alone, and known to be from the sender
const alice = Account.fromSeed(random(32));
const bob = Account.fromSeed(random(32));
const bobs = chatKey(random(32));
const message = await seal(alice, bob.address, bobs.publicKey, 'Привет, Bob');
assert.deepEqual(await open(bobs, bob.address, message), { from: alice.address, text: 'Привет, Bob' });
await assert.rejects(open(chatKey(random(32)), bob.address, message));
await assert.rejects(open(bobs, alice.address, message));
for (const at of [0, 5, 40, 1200, message.length - 1]) {
  const bent = message.slice();
  bent[at] ^= 1;
  await assert.rejects(open(bobs, bob.address, bent), `${at}`);
}
console.log(`vectors agree: ${vectors.keys.length} keys, ${vectors.messages.length} messages, ${vectors.drafts.length} transactions`);
