/** ML-KEM-768 (FIPS 203): what chat keys are made of. See mldsa.js on constant time. */
import { concat, equal, random } from './bytes.js';
import { sha3_256, sha3_512, shake128, shake256 } from './keccak.js';

const N = 256;
const Q = 3329;
const K = 3;
const ROOT = 17;
const DU = 10;
const DV = 4;

export const PUBLIC_KEY_BYTES = 384 * K + 32;
export const CIPHERTEXT_BYTES = 32 * (DU * K + DV);
export const SEED_BYTES = 64;

const reversed = (i) => { let r = 0; for (let bit = 0; bit < 7; bit++) r |= ((i >> bit) & 1) << (6 - bit); return r; };
const power = (n) => { let r = 1; for (let i = 0; i < n; i++) r = (r * ROOT) % Q; return r; };
const ZETAS = Int32Array.from({ length: 128 }, (_, i) => power(reversed(i)));
const GAMMAS = Int32Array.from({ length: 128 }, (_, i) => power(2 * reversed(i) + 1));
/** 128^-1 mod Q. */
const INVERSE = 3303;

function ntt(f) {
  for (let size = 128, m = 1; size >= 2; size >>= 1) {
    for (let start = 0; start < N; start += 2 * size, m++) {
      for (let j = start; j < start + size; j++) {
        const t = (ZETAS[m] * f[j + size]) % Q;
        f[j + size] = (f[j] - t + Q) % Q;
        f[j] = (f[j] + t) % Q;
      }
    }
  }
  return f;
}

function inverse(f) {
  for (let size = 2, m = 127; size <= 128; size <<= 1) {
    for (let start = 0; start < N; start += 2 * size, m--) {
      for (let j = start; j < start + size; j++) {
        const t = f[j];
        f[j] = (t + f[j + size]) % Q;
        f[j + size] = (ZETAS[m] * (f[j + size] - t + Q)) % Q;
      }
    }
  }
  return f.map((x) => (x * INVERSE) % Q);
}

const plus = (a, b) => a.map((x, i) => (x + b[i]) % Q);

/** MultiplyNTTs (Algorithm 11). */
function product(a, b) {
  const f = new Int32Array(N);
  for (let i = 0; i < 128; i++) {
    const [a0, a1, b0, b1] = [a[2 * i], a[2 * i + 1], b[2 * i], b[2 * i + 1]];
    f[2 * i] = (a0 * b0 + ((a1 * b1) % Q) * GAMMAS[i]) % Q;
    f[2 * i + 1] = (a0 * b1 + a1 * b0) % Q;
  }
  return f;
}

const inner = (a, b) => a.map((f, i) => product(f, b[i])).reduce(plus);

function pack(f, bits) {
  const out = new Uint8Array(32 * bits);
  f.forEach((value, i) => {
    for (let bit = 0; bit < bits; bit++) out[(i * bits + bit) >> 3] |= ((value >> bit) & 1) << ((i * bits + bit) & 7);
  });
  return out;
}

function unpack(bytes, bits) {
  return Int32Array.from({ length: N }, (_, i) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++) value |= ((bytes[(i * bits + bit) >> 3] >> ((i * bits + bit) & 7)) & 1) << bit;
    return value;
  });
}

const compress = (f, bits) => f.map((x) => Math.floor((x * 2 ** bits) / Q + 0.5) % 2 ** bits);
const expand = (f, bits) => f.map((x) => (x * Q + 2 ** (bits - 1)) >> bits);

/** SampleNTT (Algorithm 7). */
function uniform(rho, j, i) {
  const source = shake128(rho, Uint8Array.of(j, i));
  const f = new Int32Array(N);
  for (let n = 0; n < N;) {
    const [x, y, z] = source.squeeze(3);
    for (const value of [x + 256 * (y % 16), (y >> 4) + 16 * z]) if (value < Q && n < N) f[n++] = value;
  }
  return f;
}

/** SamplePolyCBD (Algorithm 8) with eta 2. */
function noise(seed, number) {
  const bytes = shake256(seed, Uint8Array.of(number)).squeeze(128);
  const bit = (n) => (bytes[n >> 3] >> (n & 7)) & 1;
  return Int32Array.from({ length: N }, (_, i) => (bit(4 * i) + bit(4 * i + 1) - bit(4 * i + 2) - bit(4 * i + 3) + Q) % Q);
}

const range = (size, by) => Array.from({ length: size }, (_, i) => by(i));
const cut = (bytes, size) => range(K, (i) => bytes.subarray(size * i, size * (i + 1)));

/** K-PKE.Encrypt (Algorithm 14). */
function encrypt(publicKey, message, seed) {
  const t = cut(publicKey, 384).map((part) => unpack(part, 12));
  const rho = publicKey.subarray(384 * K);
  const y = range(K, (i) => ntt(noise(seed, i)));
  const u = range(K, (i) => plus(inverse(inner(range(K, (j) => uniform(rho, i, j)), y)), noise(seed, K + i)));
  const v = plus(plus(inverse(inner(t, y)), noise(seed, 2 * K)), expand(unpack(message, 1), 1));
  return concat(...u.map((f) => pack(compress(f, DU), DU)), pack(compress(v, DV), DV));
}

/** Keys from 64 bytes d || z (Algorithm 16). Keep the seed; the rest follows. */
export function keygen(seed = random(SEED_BYTES)) {
  if (seed.length !== SEED_BYTES) throw new RangeError('a seed is 64 bytes');
  const bytes = sha3_512(seed.subarray(0, 32), Uint8Array.of(K));
  const rho = bytes.subarray(0, 32);
  const s = range(K, (i) => ntt(noise(bytes.subarray(32), i)));
  const e = range(K, (i) => ntt(noise(bytes.subarray(32), K + i)));
  const t = range(K, (i) => plus(inner(range(K, (j) => uniform(rho, j, i)), s), e[i]));
  const publicKey = concat(...t.map((f) => pack(f, 12)), rho);
  return { publicKey, secretKey: { s, publicKey, z: seed.slice(32) } };
}

/** The modulus check of section 7.2: every coefficient is below Q. */
function acceptable(publicKey) {
  return publicKey.length === PUBLIC_KEY_BYTES && cut(publicKey, 384).every((part) => unpack(part, 12).every((x) => x < Q));
}

/** A shared secret for the owner of the key, and the ciphertext that carries it (Algorithm 20). */
export function encapsulate(publicKey, message = random(32)) {
  if (!acceptable(publicKey)) throw new TypeError('not an ML-KEM-768 public key');
  const bytes = sha3_512(message, sha3_256(publicKey));
  return { secret: bytes.slice(0, 32), ciphertext: encrypt(publicKey, message, bytes.subarray(32)) };
}

/** The shared secret; for a ciphertext that is not honest, one that nobody knows (Algorithm 21). */
export function decapsulate(secretKey, ciphertext) {
  if (ciphertext.length !== CIPHERTEXT_BYTES) throw new TypeError('not an ML-KEM-768 ciphertext');
  const u = cut(ciphertext, 32 * DU).map((part) => ntt(expand(unpack(part, DU), DU)));
  const v = expand(unpack(ciphertext.subarray(32 * DU * K), DV), DV);
  const su = inverse(inner(secretKey.s, u));
  const message = pack(compress(v.map((x, i) => (x - su[i] + Q) % Q), 1), 1);
  const bytes = sha3_512(message, sha3_256(secretKey.publicKey));
  const honest = equal(ciphertext, encrypt(secretKey.publicKey, message, bytes.subarray(32)));
  return honest ? bytes.slice(0, 32) : shake256(secretKey.z, ciphertext).squeeze(32);
}
