import assert from 'node:assert/strict';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { random, utf8 } from './client/bytes.js';
import { SigningKey, verify } from './client/mldsa.js';
import { decapsulate, encapsulate, keygen } from './client/mlkem.js';

const context = utf8('IXI-tx-v1');
for (const [scheme, noble] of [[1, ml_dsa44], [2, ml_dsa65], [3, ml_dsa87]]) {
  for (let round = 0; round < 8; round++) {
    const seed = random(32);
    const message = random(round * 30);
    const ours = SigningKey.fromSeed(seed, scheme);
    const theirs = noble.keygen(seed);
    assert.deepEqual(ours.publicKey, theirs.publicKey);
    const signature = ours.sign(message, context, new Uint8Array(32));
    assert.deepEqual(signature, noble.sign(message, theirs.secretKey, { context, extraEntropy: false }));
    assert(noble.verify(ours.sign(message, context), message, theirs.publicKey, { context }));
    assert(verify(scheme, ours.publicKey, message, noble.sign(message, theirs.secretKey, { context }), context));
    signature[random(1)[0]] ^= 4;
    assert(!verify(scheme, ours.publicKey, message, signature, context));
  }
}
for (let round = 0; round < 20; round++) {
  const seed = random(64);
  const ours = keygen(seed);
  const theirs = ml_kem768.keygen(seed);
  assert.deepEqual(ours.publicKey, theirs.publicKey);
  const message = random(32);
  const sealed = encapsulate(ours.publicKey, message);
  const other = ml_kem768.encapsulate(theirs.publicKey, message);
  assert.deepEqual(sealed.ciphertext, other.cipherText);
  assert.deepEqual(sealed.secret, other.sharedSecret);
  assert.deepEqual(decapsulate(ours.secretKey, other.cipherText), sealed.secret);
  sealed.ciphertext[round * 50] ^= 1;
  assert.deepEqual(decapsulate(ours.secretKey, sealed.ciphertext), ml_kem768.decapsulate(sealed.ciphertext, theirs.secretKey));
}
console.log('noble agrees');
