/** SHA-3 and SHAKE (FIPS 202). A 64-bit lane is two 32-bit halves, low first. */

const ROUNDS = 24;
const [CONSTANTS, ROTATIONS, TARGETS] = tables();

/** Round constants from the LFSR of section 3.2.5, rotations and places from sections 3.2.2 and 3.2.3. */
function tables() {
  const constants = new Int32Array(2 * ROUNDS);
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    for (let j = 0; j < 7; j++) {
      const bit = 2 ** j - 1;
      if (register & 1) constants[2 * round + (bit >= 32 ? 1 : 0)] ^= 1 << (bit % 32);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
  }
  const rotations = new Uint8Array(25);
  const targets = new Uint8Array(25);
  let x = 1;
  let y = 0;
  for (let t = 0; t < 24; t++) {
    rotations[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  for (let i = 0; i < 25; i++) targets[i] = Math.floor(i / 5) + 5 * ((2 * (i % 5) + 3 * Math.floor(i / 5)) % 5);
  return [constants, rotations, targets];
}

const columns = new Int32Array(10);
const moved = new Int32Array(50);

function permute(s) {
  for (let round = 0; round < ROUNDS; round++) {
    for (let x = 0; x < 10; x++) columns[x] = s[x] ^ s[x + 10] ^ s[x + 20] ^ s[x + 30] ^ s[x + 40];
    for (let x = 0; x < 5; x++) {
      const before = 2 * ((x + 4) % 5);
      const after = 2 * ((x + 1) % 5);
      const low = columns[before] ^ ((columns[after] << 1) | (columns[after + 1] >>> 31));
      const high = columns[before + 1] ^ ((columns[after + 1] << 1) | (columns[after] >>> 31));
      for (let y = 2 * x; y < 50; y += 10) {
        s[y] ^= low;
        s[y + 1] ^= high;
      }
    }
    for (let i = 0; i < 25; i++) {
      let low = s[2 * i];
      let high = s[2 * i + 1];
      const by = ROTATIONS[i];
      if (by >= 32) [low, high] = [high, low];
      const n = by & 31;
      const to = 2 * TARGETS[i];
      moved[to] = n ? (low << n) | (high >>> (32 - n)) : low;
      moved[to + 1] = n ? (high << n) | (low >>> (32 - n)) : high;
    }
    for (let y = 0; y < 50; y += 10) {
      for (let x = 0; x < 10; x++) s[y + x] = moved[y + x] ^ (~moved[y + ((x + 2) % 10)] & moved[y + ((x + 4) % 10)]);
    }
    s[0] ^= CONSTANTS[2 * round];
    s[1] ^= CONSTANTS[2 * round + 1];
  }
}

/** A sponge: absorb any number of times, then squeeze any number of times. */
class Sponge {
  constructor(rate, suffix) {
    this.rate = rate;
    this.suffix = suffix;
    this.lanes = new Int32Array(50);
    this.at = 0;
    this.squeezing = false;
  }

  absorb(...parts) {
    for (const part of parts) {
      for (let i = 0; i < part.length; i++) {
        this.lanes[this.at >> 2] ^= part[i] << (8 * (this.at & 3));
        if (++this.at === this.rate) this.#turn();
      }
    }
    return this;
  }

  squeeze(size) {
    if (!this.squeezing) {
      this.lanes[this.at >> 2] ^= this.suffix << (8 * (this.at & 3));
      this.lanes[(this.rate - 1) >> 2] ^= 0x80 << 24;
      this.#turn();
      this.squeezing = true;
    }
    const out = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      if (this.at === this.rate) this.#turn();
      out[i] = this.lanes[this.at >> 2] >>> (8 * (this.at & 3));
      this.at++;
    }
    return out;
  }

  #turn() {
    permute(this.lanes);
    this.at = 0;
  }
}

export const shake128 = (...parts) => new Sponge(168, 0x1f).absorb(...parts);
export const shake256 = (...parts) => new Sponge(136, 0x1f).absorb(...parts);
export const sha3_256 = (...parts) => new Sponge(136, 0x06).absorb(...parts).squeeze(32);
export const sha3_512 = (...parts) => new Sponge(72, 0x06).absorb(...parts).squeeze(64);
