/**
 * A phrase under a passphrase: PBKDF2-SHA256 and AES-256-GCM, both WebCrypto's. Browsers have no Argon2id; the rounds
 * follow OWASP's figure for PBKDF2-SHA256. The result is plain JSON, to keep or to back up.
 */
import { fromBase64, fromUtf8, random, toBase64, utf8 } from './bytes.js';

const ROUNDS = 600_000;
const MAX_ROUNDS = 10_000_000;
const KIND = 'ixi-vault-1';

async function keyOf(passphrase, salt, rounds) {
  const base = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** @param address shown while locked, and bound to the ciphertext */
export async function lock(phrase, passphrase, address) {
  const salt = random(16);
  const iv = random(12);
  const key = await keyOf(passphrase, salt, ROUNDS);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(address) }, key, utf8(phrase));
  return { kind: KIND, address, rounds: ROUNDS, salt: toBase64(salt), iv: toBase64(iv), data: toBase64(new Uint8Array(sealed)) };
}

/** The phrase; throws an error with fault "passphrase" if the passphrase is wrong or the vault was changed. */
export async function unlock(vault, passphrase) {
  if (vault?.kind !== KIND || !(vault.rounds >= 100_000 && vault.rounds <= MAX_ROUNDS)) throw new TypeError('not a vault');
  const key = await keyOf(passphrase, fromBase64(vault.salt), vault.rounds);
  try {
    const how = { name: 'AES-GCM', iv: fromBase64(vault.iv), additionalData: utf8(vault.address) };
    return fromUtf8(new Uint8Array(await crypto.subtle.decrypt(how, key, fromBase64(vault.data))));
  } catch {
    throw Object.assign(new Error('the passphrase is wrong, or the vault was changed'), { fault: 'passphrase' });
  }
}
