/**
 * A light client: believes no node, only signatures of more than two thirds of a validator set that it trusts, and hash
 * paths below them. Layouts: io.ixi.consensus.codec.Wire and io.ixi.vm.kernel.tree.Proof.
 */
import { addressBytes } from './codec.js';
import { bigEndian, concat, equal, fromHex, toHex, utf8 } from './bytes.js';
import { sizes, verify } from './mldsa.js';
import { sha256 } from './sha256.js';

const VERSION = Uint8Array.of(0, 1);
const FINALIZE = 3;
const MAX_VALIDATORS = 200;
const EMPTY = new Uint8Array(32);
/** FIPS 204 context of votes. */
const CONTEXT = 'IXI-vote-v1';

/** What a node said does not follow from what is trusted. */
export class NotProvenError extends Error {
  constructor(text) {
    super(text);
    this.name = 'NotProvenError';
  }
}

function require(holds, text) {
  if (!holds) throw new NotProvenError(text);
}

const long = (value) => bigEndian(value, 8);

/** A block's identity. */
export function headerHash(h) {
  return toHex(sha256(utf8('IXI/header'), VERSION, fromHex(h.chain), bigEndian(h.protocol, 4), long(h.epoch), long(h.height),
    long(h.view), long(h.parent_view), bigEndian(h.proposer, 2), long(h.time_ms), fromHex(h.parent), fromHex(h.parent_state_root),
    fromHex(h.parent_receipts_root), fromHex(h.transactions_root), bigEndian(h.transaction_count, 4), fromHex(h.validators_hash)));
}

/** What headers of an epoch hold of its validators. */
export function validatorsHash({ epoch, seed, validators }) {
  const members = validators.map(({ public_key: key, power }) => {
    const bytes = fromHex(key);
    return concat(bigEndian(bytes.length, 4), bytes, long(power));
  });
  return toHex(sha256(utf8('IXI/validators'), VERSION, long(epoch), fromHex(seed), bigEndian(validators.length, 4), ...members));
}

const schemeOf = (key) => [1, 2, 3].find((scheme) => sizes(scheme).publicKey === key.length);

/** Root of the transactions' ids in block order (RFC 9162 section 2.1). */
export function transactionsRoot(ids) {
  if (!ids.length) return toHex(sha256());
  const root = (part) => {
    if (part.length === 1) return sha256(Uint8Array.of(0), fromHex(part[0]));
    const split = 2 ** (31 - Math.clz32(part.length - 1));
    return sha256(Uint8Array.of(1), root(part.slice(0, split)), root(part.slice(split)));
  };
  return toHex(root(ids));
}

/** The state root that a proof leads to from a key and its value (null: absent). Throws for what is no proof. */
export function proofRoot(key, value, proof) {
  let at = 0;
  const take = (size) => {
    require(at + size <= proof.length, 'the proof is cut off');
    at += size;
    return proof.subarray(at - size, at);
  };
  const path = sha256(key);
  const bit = (hash, i) => (hash[i >> 3] >> (7 - (i & 7))) & 1;
  const [end] = take(1);
  let hash = EMPTY;
  let other = path;
  if (end === 1 && value) {
    hash = sha256(Uint8Array.of(0), path, sha256(value));
  } else if (end === 2 && !value) {
    other = take(32);
    hash = sha256(Uint8Array.of(0), other, take(32));
    require(!equal(other, path), 'the proof shows the key itself');
  } else {
    require(end === 0 && !value, 'the proof is of another kind');
  }
  const [high, low] = take(2);
  const depth = high * 256 + low;
  require(depth <= 256, 'the proof is too deep');
  const present = take(Math.ceil(depth / 8));
  require(depth % 8 === 0 || (present[depth >> 3] & (0xff >> depth % 8)) === 0, 'spare bits are set');
  const siblings = [];
  for (let i = 0; i < depth; i++) {
    require(bit(path, i) === bit(other, i), 'the other leaf is not on the way');
    const given = (present[i >> 3] & (0x80 >> (i & 7))) !== 0;
    const sibling = given ? take(32) : EMPTY;
    require(given !== equal(sibling, EMPTY), 'an empty sibling is spelled out');
    siblings.push(sibling);
  }
  require(at === proof.length, 'bytes after the proof');
  for (let i = depth - 1; i >= 0; i--) {
    hash = bit(path, i) ? sha256(Uint8Array.of(1), siblings[i], hash) : sha256(Uint8Array.of(1), hash, siblings[i]);
  }
  return hash;
}

export class Light {
  /**
   * @param trust {chain, epoch, seed, validators: [{public_key, power}]}: from a genesis that one has, or from a set that
   *     was verified before
   */
  constructor(trust) {
    if (!trust.validators.length || trust.validators.length > MAX_VALIDATORS) throw new RangeError('a set has 1 to 200 members');
    this.trust = trust;
    this.keys = trust.validators.map((validator) => fromHex(validator.public_key));
    this.total = trust.validators.reduce((sum, validator) => sum + BigInt(validator.power), 0n);
    this.hash = validatorsHash(trust);
  }

  /** From the canonical bytes of a genesis; they must hash to the chain that one means to talk to. */
  static fromGenesis(codec, bytes, chain) {
    require(toHex(sha256(utf8('IXI-genesis-v1'), bytes)).startsWith(chain.replace(/^ixi:/, '')), 'the genesis of another chain');
    const genesis = codec.decode('ixi.kernel.v1.Genesis', bytes);
    const whole = toHex(sha256(utf8('IXI-genesis-v1'), bytes));
    return new Light({ chain: whole, epoch: '0', seed: whole, validators: genesis.validators });
  }

  /** That more than two thirds of the trusted power finalized this header. */
  finalized(header, certificate) {
    const { trust } = this;
    require(header.chain === trust.chain, 'a header of another chain');
    require(header.epoch === String(trust.epoch) && header.validators_hash === this.hash, `the validators of epoch ${header.epoch} are not the trusted ones`);
    const hash = headerHash(header);
    require(certificate.kind === 'finalize' && certificate.payload === hash && certificate.epoch === header.epoch
      && BigInt(certificate.view) >= BigInt(header.view), `the certificate is no finalization of block ${header.height}`);
    const message = concat(utf8('IXI/vote'), VERSION, Uint8Array.of(FINALIZE), fromHex(trust.chain), long(certificate.epoch),
      long(certificate.view), long(certificate.parent_view), fromHex(certificate.payload));
    require(certificate.signatures?.length === certificate.signers.length, 'the certificate comes without signatures');
    let power = 0n;
    certificate.signers.forEach((signer, i) => {
      require(Number.isInteger(signer) && signer >= 0 && signer < this.keys.length, `there is no validator ${signer}`);
      require(i === 0 || signer > certificate.signers[i - 1], 'a validator signs twice');
      const signature = fromHex(certificate.signatures[i]);
      require(verify(schemeOf(this.keys[signer]), this.keys[signer], message, signature, CONTEXT), `the signature of validator ${signer} does not hold`);
      power += BigInt(trust.validators[signer].power);
    });
    require(power * 3n > this.total * 2n, `power ${power} of ${this.total} is not more than two thirds`);
    return hash;
  }

  /** That the block is final and its transactions are these. Takes ixi_getBlock with certificate. */
  block(block) {
    require(block.finalization, 'the node has no certificate of this block itself');
    const hash = this.finalized(block.header, block.finalization);
    require(hash === block.hash, 'the hash is not the header\'s');
    const ids = block.transactions.map((transaction) => transaction.id ?? transaction);
    require(ids.length === block.header.transaction_count && transactionsRoot(ids) === block.header.transactions_root, 'the transactions are not the block\'s');
    return hash;
  }

  /**
   * That every entry of a proof is in the final state.
   *
   * @param proof what a query with prove answers
   * @return {height, stateRoot, entries: Map of key hex to value bytes or null}
   */
  proof(proof) {
    let last = proof.header;
    for (const link of proof.links) {
      require(link.chain === last.chain && BigInt(link.height) === BigInt(last.height) + 1n && link.parent === headerHash(last),
        `header ${link.height} does not follow its parent`);
      last = link;
    }
    this.finalized(last, proof.finalization);
    const entries = new Map();
    for (const entry of proof.entries) {
      const value = entry.value === null ? null : fromHex(entry.value);
      const root = proofRoot(fromHex(entry.key), value, fromHex(entry.proof));
      require(toHex(root) === proof.header.parent_state_root, `the proof of key ${entry.key} does not hold`);
      entries.set(entry.key, value);
    }
    return { height: (BigInt(proof.header.height) - 1n).toString(), stateRoot: proof.header.parent_state_root, entries };
  }
}

/** The state key of a table's entry: the module's id, the table's number, then the key's fields in order. */
export function stateKey(codec, table, fields = {}) {
  const spec = codec.description.tables[table];
  if (!spec) throw new TypeError(`no table ${table} on this chain`);
  const parts = spec.key.split(' ').filter(Boolean).map((field) => {
    const [, name, size] = field.match(/^(\w+)\((\w+)\)$/);
    const value = fields[name];
    if (value === undefined) throw new TypeError(`${table} needs ${name}`);
    if (size === 'text') return utf8(value);
    if (typeof value === 'string' && value.startsWith('ixi1')) return addressBytes(value);
    return size === '1' || size === '4' || size === '8' ? bigEndian(value, Number(size)) : fromHex(value);
  });
  return toHex(concat(Uint8Array.of(spec.module, spec.number), ...parts));
}

/** A table's entry out of a checked proof: its value, or null if the proof shows that there is none. */
export function proven(codec, checked, table, fields) {
  const key = stateKey(codec, table, fields);
  require(checked.entries.has(key), `the proof says nothing about ${table}`);
  const value = checked.entries.get(key);
  return value && codec.decode(codec.description.tables[table].of, value);
}

/**
 * The set of the running epoch as the node tells it, put together from the staking module and checked against what final
 * headers hold of it. To be trusted only as far as the node is: on first use, or beside another source.
 */
export async function currentSet(ixi) {
  const [{ header }, set] = await Promise.all([ixi.call('ixi_getBlock'), ixi.query('staking/set')]);
  const validators = await Promise.all(set.current.map(async ({ validator, power }) => {
    const { public_key } = await ixi.query('staking/validator', { validator });
    return { public_key, power };
  }));
  const seed = set.epoch === '0' ? header.chain : (await ixi.call('ixi_getBlock', { block: (BigInt(set.first_height) - 1n).toString() })).hash;
  const trust = { chain: header.chain, epoch: set.epoch, seed, validators };
  require(header.epoch === set.epoch && validatorsHash(trust) === header.validators_hash, 'the set is not the one that the headers name');
  return trust;
}
