/**
 * Chain messages: the JSON form that people read (amounts and 64-bit numbers as decimal strings, addresses as ixi1...,
 * bytes as lower-case hex, enums by name) and the canonical protobuf bytes that are signed. Driven by the node's
 * description, /client/chain.json. Both ways are total: a value or an error that names the field.
 */
import { encode as toBech32m, decode as fromBech32m } from './bech32m.js';
import { concat, fromHex, fromUtf8, toHex, utf8 } from './bytes.js';

const MAX_DEPTH = 8;
const LENGTH_DELIMITED = 2;
const LIMITS = { uint32: [0n, 2n ** 32n - 1n], int32: [-(2n ** 31n), 2n ** 31n - 1n], uint64: [0n, 2n ** 64n - 1n], int64: [-(2n ** 63n), 2n ** 63n - 1n] };

export class CodecError extends Error {
  constructor(path, text) {
    super(`${path}: ${text}`);
    this.path = path;
  }
}

export const address = (bytes) => toBech32m('ixi', bytes);

/** The 32 bytes of an address's text form. */
export function addressBytes(text) {
  const bytes = fromBech32m('ixi', text);
  if (bytes.length !== 32) throw new TypeError(`an address holds 32 bytes, not ${bytes.length}`);
  return bytes;
}

/** 0 to 16 bytes, big-endian, no leading zero. */
export function amountBytes(text) {
  if (!/^(0|[1-9][0-9]{0,38})$/.test(text)) throw new TypeError('expected decimal digits: a count of base units');
  const value = BigInt(text);
  if (value >= 1n << 128n) throw new TypeError('an amount stays below 2^128');
  const hex = value ? value.toString(16) : '';
  return fromHex(hex.length % 2 ? `0${hex}` : hex);
}

function varint(value) {
  const out = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  out.push(Number(rest));
  return Uint8Array.from(out);
}

const delimited = (field, bytes) => concat(varint(BigInt(field.number * 8 + LENGTH_DELIMITED)), varint(BigInt(bytes.length)), bytes);
const isNumber = (field) => !['bytes', 'string', 'message'].includes(field.type);

export class Codec {
  #types;
  #enums;

  /** @param description what the node serves as /client/chain.json */
  constructor(description) {
    this.description = description;
    this.#types = new Map(Object.entries(description.types).map(([name, type]) => {
      const fields = [...type.fields].sort((a, b) => a.number - b.number);
      return [name, { name, fields, byName: new Map(fields.map((f) => [f.name, f])), byNumber: new Map(fields.map((f) => [f.number, f])) }];
    }));
    this.#enums = new Map(Object.entries(description.enums).map(([name, values]) => {
      return [name, { values: new Map(Object.entries(values)), names: new Map(Object.entries(values).map(([k, v]) => [v, k])) }];
    }));
  }

  type(name) {
    const type = this.#types.get(name);
    if (!type) throw new CodecError(name, 'no such type on this chain');
    return type;
  }

  /** The canonical bytes of a value; every rule of the description is checked. */
  encode(name, value, path = '') {
    return this.#message(this.type(name), value, path, 0);
  }

  /** The value of canonical bytes, in the form that the node prints. */
  decode(name, bytes) {
    return this.#read(this.type(name), bytes, '', 0);
  }

  #message(type, value, path, depth) {
    if (depth > MAX_DEPTH) throw new CodecError(path, 'nested too deep');
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new CodecError(path || type.name, 'expected an object');
    const oneofs = new Set();
    for (const key of Object.keys(value)) {
      const field = type.byName.get(key);
      if (!field) throw new CodecError(`${path}${key}`, `unknown field of ${type.name}`);
      if (value[key] !== undefined && field.oneof) {
        if (oneofs.has(field.oneof)) throw new CodecError(`${path}${key}`, `only one field of ${field.oneof} may be set`);
        oneofs.add(field.oneof);
      }
    }
    return concat(...type.fields.map((field) => this.#field(field, value[field.name], `${path}${field.name}`, depth)));
  }

  #field(field, value, path, depth) {
    if (value === undefined) {
      if (field.required) throw new CodecError(path, 'is required');
      return new Uint8Array();
    }
    if (!field.repeated) return this.#single(field, value, path, depth, field.presence);
    if (!Array.isArray(value)) throw new CodecError(path, 'expected a list');
    if (value.length > field.items) throw new CodecError(path, `${value.length} items, at most ${field.items}`);
    if (!isNumber(field)) return concat(...value.map((item, i) => this.#single(field, item, `${path}[${i}]`, depth, true)));
    return value.length ? delimited(field, concat(...value.map((item, i) => varint(this.#number(field, item, `${path}[${i}]`))))) : new Uint8Array();
  }

  #single(field, value, path, depth, always) {
    if (isNumber(field)) {
      const number = this.#number(field, value, path);
      return number === 0n && !always ? new Uint8Array() : concat(varint(BigInt(field.number * 8)), varint(number));
    }
    const bytes = field.type === 'message' ? this.#message(this.type(field.of), value, `${path}.`, depth + 1) : scalar(field, value, path);
    return bytes.length || always || field.type === 'message' ? delimited(field, bytes) : bytes;
  }

  #number(field, value, path) {
    if (field.type === 'bool') {
      if (typeof value !== 'boolean') throw new CodecError(path, 'expected true or false');
      return value ? 1n : 0n;
    }
    if (field.type === 'enum') {
      const number = this.#enums.get(field.of).values.get(value);
      if (number === undefined) throw new CodecError(path, `expected one of ${[...this.#enums.get(field.of).values.keys()].join(', ')}`);
      return BigInt(number);
    }
    const [low, high] = LIMITS[field.type];
    const long = field.type.endsWith('64');
    const fits = long ? typeof value === 'string' && /^(0|-?[1-9][0-9]*)$/.test(value) : Number.isInteger(value);
    if (!fits) throw new CodecError(path, long ? 'expected a decimal string like "5"' : 'expected a whole number');
    const number = BigInt(value);
    if (number < low || number > high) throw new CodecError(path, `out of range: ${low} to ${high}`);
    return number;
  }

  #read(type, bytes, path, depth) {
    if (depth > MAX_DEPTH) throw new CodecError(path, 'nested too deep');
    const value = {};
    for (const field of type.fields) {
      if (field.repeated) value[field.name] = [];
      else if (!field.presence && !field.required) value[field.name] = this.#empty(field);
    }
    const reader = new Reader(bytes, path || type.name);
    let last = 0;
    const seen = new Set();
    while (!reader.done()) {
      const tag = reader.varint();
      const field = type.byNumber.get(Number(tag >> 3n));
      const wire = field && (!isNumber(field) || field.repeated) ? 2n : 0n;
      if (!field || (tag & 7n) !== wire) throw reader.fault('an unknown field');
      const at = `${path}${field.name}`;
      const again = field.number === last && field.repeated && !isNumber(field);
      if ((field.number <= last && !again) || (field.oneof && seen.has(field.oneof))) throw new CodecError(at, 'out of order');
      last = field.number;
      seen.add(field.name).add(field.oneof);
      this.#take(field, value, reader, at, depth);
    }
    for (const field of type.fields) {
      if (field.required && !seen.has(field.name)) throw new CodecError(`${path}${field.name}`, 'is required');
    }
    return value;
  }

  #take(field, value, reader, path, depth) {
    if (!isNumber(field)) {
      const bytes = reader.bytes();
      const item = field.type === 'message' ? this.#read(this.type(field.of), bytes, `${path}.`, depth + 1) : text(field, bytes, path);
      if (!field.repeated && !field.presence && field.type !== 'message' && !bytes.length) throw new CodecError(path, 'a default value');
      if (field.repeated) value[field.name].push(item);
      else value[field.name] = item;
      if (field.repeated && value[field.name].length > field.items) throw new CodecError(path, 'too many items');
    } else if (field.repeated) {
      const packed = new Reader(reader.bytes(), path);
      if (packed.done()) throw new CodecError(path, 'an empty list');
      while (!packed.done()) value[field.name].push(this.#print(field, packed.varint(), path));
      if (value[field.name].length > field.items) throw new CodecError(path, 'too many items');
    } else {
      const number = reader.varint();
      if (number === 0n && !field.presence) throw new CodecError(path, 'a default value');
      value[field.name] = this.#print(field, number, path);
    }
  }

  #print(field, number, path) {
    if (field.type === 'bool') {
      if (number > 1n) throw new CodecError(path, 'not a boolean');
      return number === 1n;
    }
    if (field.type === 'enum') {
      const name = this.#enums.get(field.of).names.get(Number(number));
      if (name === undefined) throw new CodecError(path, 'an unknown constant');
      return name;
    }
    const signed = field.type.startsWith('i') ? BigInt.asIntN(64, number) : number;
    const [low, high] = LIMITS[field.type];
    if (signed < low || signed > high) throw new CodecError(path, 'out of range');
    return field.type.endsWith('64') ? signed.toString() : Number(signed);
  }

  #empty(field) {
    if (field.type === 'bool') return false;
    if (field.type === 'enum') return this.#enums.get(field.of).names.get(0);
    if (isNumber(field)) return field.type.endsWith('64') ? '0' : 0;
    return field.format === 'amount' ? '0' : '';
  }
}

/** The bytes of a string or bytes field. */
function scalar(field, value, path) {
  if (typeof value !== 'string') throw new CodecError(path, 'expected a string');
  let bytes;
  try {
    if (field.type === 'string') {
      if (!value.isWellFormed?.() && /[\ud800-\udfff]/u.test(value)) throw new TypeError('not valid Unicode');
      bytes = utf8(value);
    } else if (field.format === 'amount') bytes = amountBytes(value);
    else if (field.format === 'address') bytes = addressBytes(value);
    else bytes = fromHex(value);
  } catch (e) {
    throw new CodecError(path, e.message);
  }
  fits(field, bytes, path);
  return bytes;
}

function fits(field, bytes, path) {
  const exact = field.format === 'address' || field.format === 'hash';
  if (exact && bytes.length !== 32) throw new CodecError(path, `expected 32 bytes, not ${bytes.length}`);
  if (field.max && bytes.length > field.max) throw new CodecError(path, `${bytes.length} bytes, at most ${field.max}`);
}

function text(field, bytes, path) {
  fits(field, bytes, path);
  if (field.type === 'string') {
    try {
      return fromUtf8(bytes);
    } catch {
      throw new CodecError(path, 'not UTF-8');
    }
  }
  if (field.format === 'address') return address(bytes);
  if (field.format !== 'amount') return toHex(bytes);
  if (bytes.length > 16 || bytes[0] === 0) throw new CodecError(path, 'not a canonical amount');
  return bytes.length ? BigInt(`0x${toHex(bytes)}`).toString() : '0';
}

class Reader {
  #bytes;
  #at = 0;
  #path;

  constructor(bytes, path) {
    this.#bytes = bytes;
    this.#path = path;
  }

  done() {
    return this.#at === this.#bytes.length;
  }

  fault(what) {
    return new CodecError(this.#path, `${what} at byte ${this.#at}`);
  }

  /** In its shortest form. */
  varint() {
    let value = 0n;
    for (let shift = 0n; shift < 70n && !this.done(); shift += 7n) {
      const next = this.#bytes[this.#at++];
      value |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) {
        if ((next === 0 && shift > 0n) || value >= 1n << 64n) break;
        return value;
      }
    }
    throw this.fault('a number that is not canonical');
  }

  bytes() {
    const size = Number(this.varint());
    if (size > this.#bytes.length - this.#at) throw this.fault('a length beyond the end');
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}
