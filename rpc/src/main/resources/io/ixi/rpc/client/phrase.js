/** Recovery phrases (BIP-39, English) and the key seeds that come from them. */
import { random, utf8 } from './bytes.js';
import { sha256 } from './sha256.js';
import { WORDS } from './words.js';

/** "IXI" in ASCII. Not registered in SLIP-44. */
export const COIN = 0x495849;
export const ROLES = { account: 0, validator: 1, agent: 2 };
const SCHEMES = { 1: 'ML-DSA-44', 2: 'ML-DSA-65', 3: 'ML-DSA-87' };

/** The phrase of 16, 20, 24, 28 or 32 bytes of entropy. */
export function encodePhrase(entropy) {
  if (![16, 20, 24, 28, 32].includes(entropy.length)) throw new RangeError('entropy is 16, 20, 24, 28 or 32 bytes');
  const bits = [...entropy, sha256(entropy)[0]].map((b) => b.toString(2).padStart(8, '0')).join('');
  const count = (entropy.length * 3) / 4;
  return Array.from({ length: count }, (_, i) => WORDS[Number.parseInt(bits.slice(11 * i, 11 * i + 11), 2)]).join(' ');
}

/** A new phrase of 24 words. */
export const newPhrase = () => encodePhrase(random(32));

const words = (phrase) => phrase.normalize('NFKD').toLowerCase().trim().split(/\s+/);

/** The entropy of a phrase in any letter case and with any white space; throws and says which word is wrong. */
export function decodePhrase(phrase) {
  const list = words(phrase);
  if (![12, 15, 18, 21, 24].includes(list.length)) {
    throw Object.assign(new TypeError(`a phrase has 12, 15, 18, 21 or 24 words, not ${list.length}`), { fault: 'count' });
  }
  const bits = list.map((word, i) => {
    const index = WORDS.indexOf(word);
    if (index < 0) {
      throw Object.assign(new TypeError(`word ${i + 1} "${word.slice(0, 16)}" is not in the list`), { fault: 'word', word: i + 1 });
    }
    return index.toString(2).padStart(11, '0');
  }).join('');
  const entropy = Uint8Array.from({ length: (list.length * 4) / 3 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  const sum = sha256(entropy)[0].toString(2).padStart(8, '0').slice(0, list.length / 3);
  if (!bits.endsWith(sum)) {
    throw Object.assign(
      new TypeError('every word is known but the checksum does not match: a word is wrong or out of order'), { fault: 'checksum' });
  }
  return entropy;
}

/** The 64-byte seed of a valid phrase. */
export async function phraseSeed(phrase, passphrase = '') {
  decodePhrase(phrase).fill(0);
  const key = await crypto.subtle.importKey('raw', utf8(words(phrase).join(' ')), 'PBKDF2', false, ['deriveBits']);
  const salt = utf8(`mnemonic${passphrase.normalize('NFKD')}`);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt, iterations: 2048 }, key, 512));
}

export const keyPath = ({ account = 0, role = 'account', index = 0 } = {}) =>
  `m/44'/${COIN}'/${account}'/${ROLES[role]}'/${index}'`;

/** The 32-byte seed of one key: HKDF-SHA512 with salt IXI-HD-v1 and info path|scheme. Every step is hardened. */
export async function keySeed(seed, path = {}, scheme = 1) {
  const key = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const info = utf8(`${keyPath(path)}|${SCHEMES[scheme]}`);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-512', salt: utf8('IXI-HD-v1'), info }, key, 256));
}
