/** Bech32m (BIP-350): bytes as text with a prefix and a checksum. */

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CONSTANT = 0x2bc830a3;
const MAX_LENGTH = 90;

function remainder(prefix, groups) {
  let state = 1;
  const step = (group) => {
    const top = state >>> 25;
    state = ((state & 0x1ffffff) << 5) ^ group;
    GENERATOR.forEach((g, i) => { if ((top >> i) & 1) state ^= g; });
  };
  for (const c of prefix) step(c.charCodeAt(0) >> 5);
  step(0);
  for (const c of prefix) step(c.charCodeAt(0) & 31);
  for (const group of groups) step(group);
  return state;
}

function regroup(source, from, to, pad) {
  const out = [];
  let buffer = 0;
  let held = 0;
  for (const group of source) {
    buffer = ((buffer << from) | group) & 0xfff;
    for (held += from; held >= to;) {
      held -= to;
      out.push((buffer >> held) & ((1 << to) - 1));
    }
  }
  const rest = buffer & ((1 << held) - 1);
  if (pad && held) out.push(rest << (to - held));
  if (!pad && (held >= from || rest)) throw new TypeError('padding is not canonical');
  return out;
}

export function encode(prefix, bytes) {
  const groups = regroup(bytes, 8, 5, true);
  const sum = remainder(prefix, [...groups, 0, 0, 0, 0, 0, 0]) ^ CONSTANT;
  for (let i = 5; i >= 0; i--) groups.push((sum >>> (5 * i)) & 31);
  const text = `${prefix}1${groups.map((g) => ALPHABET[g]).join('')}`;
  if (text.length > MAX_LENGTH) throw new RangeError(`longer than ${MAX_LENGTH} characters`);
  return text;
}

/** The bytes of a text with exactly this prefix; throws with a reason that a person can act on. */
export function decode(prefix, text) {
  if (text.length > MAX_LENGTH) throw new TypeError(`longer than ${MAX_LENGTH} characters`);
  const lower = text.toLowerCase();
  if (lower !== text && text.toUpperCase() !== text) throw new TypeError('mixes upper and lower case');
  const at = lower.lastIndexOf('1');
  if (at < 1 || lower.length - at - 1 < 6) throw new TypeError('too short, or no prefix before a "1"');
  if (lower.slice(0, at) !== prefix) throw new TypeError(`starts with "${lower.slice(0, at)}1", not "${prefix}1"`);
  const groups = Array.from(lower.slice(at + 1), (c, i) => {
    const value = ALPHABET.indexOf(c);
    if (value < 0) throw new TypeError(`character "${c}" cannot occur at ${at + 2 + i}`);
    return value;
  });
  if (remainder(prefix, groups) !== CONSTANT) {
    throw new TypeError('checksum does not match: a character is wrong or missing');
  }
  return Uint8Array.from(regroup(groups.slice(0, -6), 5, 8, false));
}
