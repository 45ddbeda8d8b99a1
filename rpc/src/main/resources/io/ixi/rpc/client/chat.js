/**
 * Sealed messages between accounts: ML-KEM-768 to the receiver's chat key, HKDF-SHA256, AES-256-GCM, signed by the
 * sender's account key. Each message has a key of its own.
 */
import { concat, fromUtf8, random, utf8 } from './bytes.js';
import { CIPHERTEXT_BYTES, decapsulate, encapsulate, keygen } from './mlkem.js';
import { address, addressBytes } from './codec.js';
import { sizes, verify } from './mldsa.js';
import { addressOf } from './tx.js';
import { shake256 } from './keccak.js';

const CONTEXT = 'IXI-chat-v1';
const IV = 12;

/** The chat key of an account's 32-byte key seed: SHAKE256 over a tag and the seed. */
export const chatKey = (seed) => keygen(shake256(utf8(CONTEXT), seed).squeeze(64));

async function sealer(secret, from, to, usage) {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8(CONTEXT), info: concat(addressBytes(from), addressBytes(to)) };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, [usage]);
}

/**
 * @param sender an Account
 * @param to the receiver's address
 * @param publicKey the receiver's chat key
 * @return ciphertext, iv and the sealed text with the sender's public key and signature
 */
export async function seal(sender, to, publicKey, text) {
  const { secret, ciphertext } = encapsulate(publicKey);
  const key = await sealer(secret, sender.address, to, 'encrypt');
  secret.fill(0);
  const iv = random(IV);
  const plain = utf8(text);
  const signature = sender.key.sign(concat(addressBytes(to), ciphertext, plain), CONTEXT);
  const inner = concat(sender.key.publicKey, signature, plain);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, inner));
  return concat(Uint8Array.of(sender.key.scheme), addressBytes(sender.address), ciphertext, iv, sealed);
}

/** {from, text} of a sealed message to me; throws unless whoever it names signed it for me. */
export async function open(chat, me, message) {
  const scheme = message[0];
  const at = 33 + CIPHERTEXT_BYTES;
  const from = address(message.subarray(1, 33));
  const ciphertext = message.subarray(33, at);
  const key = await sealer(decapsulate(chat.secretKey, ciphertext), from, me, 'decrypt');
  const iv = message.subarray(at, at + IV);
  const inner = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, message.subarray(at + IV)));
  const { publicKey: keyBytes, signature: signatureBytes } = sizes(scheme);
  const publicKey = inner.subarray(0, keyBytes);
  const plain = inner.subarray(keyBytes + signatureBytes);
  const signed = concat(addressBytes(me), ciphertext, plain);
  const honest = addressOf(publicKey, scheme) === from
    && verify(scheme, publicKey, signed, inner.subarray(keyBytes, keyBytes + signatureBytes), CONTEXT);
  if (!honest) throw new Error('the sender did not sign this');
  return { from, text: fromUtf8(plain) };
}
