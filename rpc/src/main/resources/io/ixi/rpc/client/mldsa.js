/**
 * ML-DSA signatures (FIPS 204): schemes 1, 2 and 3 are ML-DSA-44, -65 and -87. JavaScript cannot promise constant time;
 * keys that guard much belong into a device or a signer of their own.
 */
import { concat, equal, random, utf8 } from './bytes.js';
import { shake128, shake256 } from './keccak.js';

const N = 256;
const Q = 8380417;
const INVERSE_Q = 1 / Q;
const D = 13;
const ROOT = 1753;

/** FIPS 204, tables 1 and 2. `c` is the length of the challenge in bytes. */
const PARAMETERS = {
  1: { k: 4, l: 4, eta: 2, tau: 39, gamma1: 2 ** 17, gamma2: (Q - 1) / 88, omega: 80, c: 32 },
  2: { k: 6, l: 5, eta: 4, tau: 49, gamma1: 2 ** 19, gamma2: (Q - 1) / 32, omega: 55, c: 48 },
  3: { k: 8, l: 7, eta: 2, tau: 60, gamma1: 2 ** 19, gamma2: (Q - 1) / 32, omega: 75, c: 64 },
};

export const SEED_BYTES = 32;
export const sizes = (scheme) => {
  const p = parameters(scheme);
  return { publicKey: 32 + 320 * p.k, signature: p.c + (p.l * N * bitsOf(2 * p.gamma1 - 1)) / 8 + p.omega + p.k };
};

function parameters(scheme) {
  const p = PARAMETERS[scheme];
  if (!p) throw new RangeError(`no signature scheme ${scheme}`);
  return p;
}

const bitsOf = (value) => 32 - Math.clz32(value);

/** a * b mod Q for values below Q: products stay below 2^46, which a double holds. */
function times(a, b) {
  const product = a * b;
  let r = product - Math.floor(product * INVERSE_Q) * Q;
  if (r < 0) r += Q;
  return r >= Q ? r - Q : r;
}

const ZETAS = new Int32Array(N);
for (let i = 0; i < N; i++) {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((i >> bit) & 1) << (7 - bit);
  let power = 1;
  for (let n = 0; n < reversed; n++) power = times(power, ROOT);
  ZETAS[i] = power;
}
/** 256^-1 mod Q. */
const INVERSE_N = 8347681;

/** In place; coefficients 0 to Q-1 (Algorithm 41). */
function ntt(f) {
  for (let size = 128, m = 0; size >= 1; size >>= 1) {
    for (let start = 0; start < N; start += 2 * size) {
      const zeta = ZETAS[++m];
      for (let j = start; j < start + size; j++) {
        const t = times(zeta, f[j + size]);
        const u = f[j];
        f[j + size] = u < t ? u - t + Q : u - t;
        f[j] = u + t >= Q ? u + t - Q : u + t;
      }
    }
  }
  return f;
}

/** Algorithm 42. */
function inverse(f) {
  for (let size = 1, m = N; size < N; size <<= 1) {
    for (let start = 0; start < N; start += 2 * size) {
      const zeta = Q - ZETAS[--m];
      for (let j = start; j < start + size; j++) {
        const t = f[j];
        const u = f[j + size];
        f[j] = t + u >= Q ? t + u - Q : t + u;
        f[j + size] = times(zeta, t < u ? t - u + Q : t - u);
      }
    }
  }
  for (let j = 0; j < N; j++) f[j] = times(f[j], INVERSE_N);
  return f;
}

const map = (f, by) => f.map(by);
const transform = (vector) => vector.map((f) => ntt(f.slice()));
const plus = (a, b) => map(a, (x, i) => (x + b[i] >= Q ? x + b[i] - Q : x + b[i]));
const minus = (a, b) => map(a, (x, i) => (x < b[i] ? x - b[i] + Q : x - b[i]));
const product = (a, b) => map(a, (x, i) => times(x, b[i]));
/** Between -Q/2 and Q/2. */
const centred = (x) => (x > (Q - 1) / 2 ? x - Q : x);
const within = (vector, bound) => vector.every((f) => f.every((x) => Math.abs(centred(x)) < bound));

function multiply(matrix, vector) {
  return matrix.map((row) => inverse(row.map((f, j) => product(f, vector[j])).reduce(plus)));
}

function pack(f, bits) {
  const out = new Uint8Array((N * bits) / 8);
  let buffer = 0;
  let held = 0;
  let at = 0;
  for (const value of f) {
    buffer += value * 2 ** held;
    for (held += bits; held >= 8; held -= 8) {
      out[at++] = buffer % 256;
      buffer = Math.floor(buffer / 256);
    }
  }
  return out;
}

function unpack(bytes, bits) {
  const f = new Int32Array(N);
  let buffer = 0;
  let held = 0;
  let at = 0;
  for (const byte of bytes) {
    buffer += byte * 2 ** held;
    for (held += 8; held >= bits && at < N; held -= bits) {
      f[at++] = buffer % 2 ** bits;
      buffer = Math.floor(buffer / 2 ** bits);
    }
  }
  return f;
}

/** ExpandA (Algorithm 32): the matrix, transformed. */
function matrix(p, rho) {
  return Array.from({ length: p.k }, (_, r) => Array.from({ length: p.l }, (__, s) => {
    const source = shake128(rho, Uint8Array.of(s, r));
    const f = new Int32Array(N);
    for (let j = 0; j < N;) {
      const block = source.squeeze(168);
      for (let i = 0; i < 168 && j < N; i += 3) {
        const value = block[i] | (block[i + 1] << 8) | ((block[i + 2] & 0x7f) << 16);
        if (value < Q) f[j++] = value;
      }
    }
    return f;
  }));
}

/** RejBoundedPoly (Algorithm 31). */
function small(p, seed, number) {
  const source = shake256(seed, Uint8Array.of(number & 0xff, number >> 8));
  const f = new Int32Array(N);
  for (let j = 0; j < N;) {
    const [byte] = source.squeeze(1);
    for (const half of [byte & 15, byte >> 4]) {
      const kept = p.eta === 2 ? half < 15 : half < 9;
      if (kept && j < N) {
        const value = p.eta - (p.eta === 2 ? half % 5 : half);
        f[j++] = value < 0 ? value + Q : value;
      }
    }
  }
  return f;
}

/** ExpandMask (Algorithm 34). */
function mask(p, seed, counter) {
  const bits = bitsOf(2 * p.gamma1 - 1);
  return Array.from({ length: p.l }, (_, i) => {
    const number = counter + i;
    const bytes = shake256(seed, Uint8Array.of(number & 0xff, number >> 8)).squeeze(32 * bits);
    return map(unpack(bytes, bits), (x) => (p.gamma1 - x < 0 ? p.gamma1 - x + Q : p.gamma1 - x));
  });
}

/** SampleInBall (Algorithm 29). */
function challenge(p, seed) {
  const source = shake256(seed);
  const signs = source.squeeze(8);
  const f = new Int32Array(N);
  for (let i = N - p.tau; i < N; i++) {
    let [j] = source.squeeze(1);
    while (j > i) [j] = source.squeeze(1);
    f[i] = f[j];
    const n = i + p.tau - N;
    f[j] = (signs[n >> 3] >> (n & 7)) & 1 ? Q - 1 : 1;
  }
  return ntt(f);
}

/** Decompose (Algorithm 36): the high part, and the low part between -gamma2 and gamma2. */
function decompose(p, r) {
  let low = r % (2 * p.gamma2);
  if (low > p.gamma2) low -= 2 * p.gamma2;
  return r - low === Q - 1 ? [0, low - 1] : [(r - low) / (2 * p.gamma2), low];
}

const packHigh = (p, vector) => concat(...vector.map((f) => pack(f, bitsOf((Q - 1) / (2 * p.gamma2) - 1))));

/** UseHint (Algorithm 40). */
function useHint(p, hint, r) {
  const count = (Q - 1) / (2 * p.gamma2);
  const [high, low] = decompose(p, r);
  if (!hint) return high;
  return low > 0 ? (high + 1) % count : (high - 1 + count) % count;
}

/** HintBitPack (Algorithm 20). */
function packHints(p, hints) {
  const out = new Uint8Array(p.omega + p.k);
  let at = 0;
  hints.forEach((f, i) => {
    f.forEach((bit, j) => { if (bit) out[at++] = j; });
    out[p.omega + i] = at;
  });
  return out;
}

/** HintBitUnpack (Algorithm 21); null for anything but the one form. */
function unpackHints(p, bytes) {
  const hints = [];
  let at = 0;
  for (let i = 0; i < p.k; i++) {
    const end = bytes[p.omega + i];
    if (end < at || end > p.omega) return null;
    const f = new Int32Array(N);
    for (let first = at; at < end; at++) {
      if (at > first && bytes[at - 1] >= bytes[at]) return null;
      f[bytes[at]] = 1;
    }
    hints.push(f);
  }
  for (; at < p.omega; at++) if (bytes[at] !== 0) return null;
  return hints;
}

/** The two bytes and the context that stand before a message (Algorithms 2 and 3). */
function framed(context) {
  const bytes = typeof context === 'string' ? utf8(context) : context;
  if (bytes.length > 255) throw new RangeError('a context is at most 255 bytes');
  return concat(Uint8Array.of(0, bytes.length), bytes);
}

/** A key pair. `erase` overwrites what is secret of it. */
export class SigningKey {
  #p;
  #secret;

  constructor(scheme, p, publicKey, secret) {
    this.scheme = scheme;
    this.publicKey = publicKey;
    this.#p = p;
    this.#secret = secret;
  }

  /** KeyGen (Algorithm 6) from a 32-byte seed. */
  static fromSeed(seed, scheme = 1) {
    if (seed.length !== SEED_BYTES) throw new RangeError(`a seed is 32 bytes, not ${seed.length}`);
    const p = parameters(scheme);
    const bytes = shake256(seed, Uint8Array.of(p.k, p.l)).squeeze(128);
    const rho = bytes.slice(0, 32);
    const a = matrix(p, rho);
    const s1 = Array.from({ length: p.l }, (_, i) => small(p, bytes.subarray(32, 96), i));
    const s2 = Array.from({ length: p.k }, (_, i) => small(p, bytes.subarray(32, 96), p.l + i));
    const high = [];
    const low = [];
    const s1t = transform(s1);
    multiply(a, s1t).forEach((f, i) => {
      const t = plus(f, s2[i]);
      // Power2Round (Algorithm 35)
      const t0 = map(t, (x) => ((x + 4095) % 8192) - 4095);
      high.push(map(t, (x, j) => (x - t0[j]) / 2 ** D));
      low.push(map(t0, (x) => (x < 0 ? x + Q : x)));
    });
    const publicKey = concat(rho, ...high.map((f) => pack(f, 10)));
    const secret = { a, key: bytes.slice(96), tr: shake256(publicKey).squeeze(64), s1: s1t, s2: transform(s2), t0: transform(low) };
    bytes.fill(0);
    return new SigningKey(scheme, p, publicKey, secret);
  }

  /** Hedged with fresh randomness unless 32 other bytes are given; zeros make it deterministic. */
  sign(message, context = '', randomness = random(32)) {
    if (!this.#secret) throw new Error('the key is erased');
    const p = this.#p;
    const { a, key, tr, s1, s2, t0 } = this.#secret;
    const mu = shake256(tr, framed(context), message).squeeze(64);
    const seed = shake256(key, randomness, mu).squeeze(64);
    const beta = p.tau * p.eta;
    for (let counter = 0; ; counter += p.l) {
      const y = mask(p, seed, counter);
      const w = multiply(a, transform(y));
      const high = w.map((f) => map(f, (x) => decompose(p, x)[0]));
      const seal = shake256(mu, packHigh(p, high)).squeeze(p.c);
      const c = challenge(p, seal);
      const by = (f) => inverse(product(c, f));
      const z = y.map((f, i) => plus(f, by(s1[i])));
      const rest = w.map((f, i) => minus(f, by(s2[i])));
      if (!within(z, p.gamma1 - beta)) continue;
      if (!rest.every((f) => f.every((x) => Math.abs(decompose(p, x)[1]) < p.gamma2 - beta))) continue;
      const ct0 = t0.map(by);
      if (!within(ct0, p.gamma2)) continue;
      const hints = rest.map((f, i) => map(plus(f, ct0[i]), (x, j) => Number(decompose(p, x)[0] !== decompose(p, f[j])[0])));
      if (hints.reduce((sum, f) => sum + f.reduce((n, bit) => n + bit, 0), 0) > p.omega) continue;
      const bits = bitsOf(2 * p.gamma1 - 1);
      return concat(seal, ...z.map((f) => pack(map(f, (x) => p.gamma1 - centred(x)), bits)), packHints(p, hints));
    }
  }

  erase() {
    if (!this.#secret) return;
    this.#secret.key.fill(0);
    for (const vector of [this.#secret.s1, this.#secret.s2, this.#secret.t0]) for (const f of vector) f.fill(0);
    this.#secret = undefined;
  }
}

/** Whether the signature is the key's over the message under the context (Algorithm 8). Total: false for any rubbish. */
export function verify(scheme, publicKey, message, signature, context = '') {
  const p = PARAMETERS[scheme];
  if (!p || publicKey.length !== sizes(scheme).publicKey || signature.length !== sizes(scheme).signature) return false;
  const bits = bitsOf(2 * p.gamma1 - 1);
  const seal = signature.subarray(0, p.c);
  const z = Array.from({ length: p.l }, (_, i) =>
    map(unpack(signature.subarray(p.c + 32 * bits * i, p.c + 32 * bits * (i + 1)), bits), (x) => (p.gamma1 - x < 0 ? p.gamma1 - x + Q : p.gamma1 - x)));
  const hints = unpackHints(p, signature.subarray(p.c + 32 * bits * p.l));
  if (!hints || !within(z, p.gamma1 - p.tau * p.eta)) return false;
  const mu = shake256(shake256(publicKey).squeeze(64), framed(context), message).squeeze(64);
  const c = challenge(p, seal);
  const zt = transform(z);
  const w = matrix(p, publicKey.subarray(0, 32)).map((row, i) => {
    const t = ntt(map(unpack(publicKey.subarray(32 + 320 * i, 352 + 320 * i), 10), (x) => x * 2 ** D));
    const f = inverse(minus(row.map((e, j) => product(e, zt[j])).reduce(plus), product(c, t)));
    return map(f, (x, j) => useHint(p, hints[i][j], x));
  });
  return equal(seal, shake256(mu, packHigh(p, w)).squeeze(p.c));
}
