import { assert } from '../../shared/assert.ts';

/** Records are cut from segments in units of 16 bytes; an address is a segment number and a unit inside it. */
const UNIT_BYTES = 16;
const UNIT_BITS = 16;
const SEGMENT_BYTES = UNIT_BYTES << UNIT_BITS;
/** The first segment starts small and doubles, so that a thousand tiny scopes stay tiny. */
const FIRST_SEGMENT_BYTES = 1024;
const SEGMENTS_MAX = 1 << (32 - UNIT_BITS);
/** Room in front of a record for its size in units. */
const HEADER_BYTES = 2;
/** A varint of 32 bits. */
const VARINT_BYTES_MAX = 5;

/** Both fields of a chunk as term ids: the first `titleLength` of `ids` are the title, up to `length` the body. */
export type Tokens = { readonly ids: Uint32Array; readonly titleLength: number; readonly length: number };

/**
 * Every chunk's tokens as varint term ids, about 1.5 bytes each: what tells a phrase from its words, and which posting
 * lists a removed chunk stands in. Records of removed chunks are used again by size.
 */
export class TokenStore {
  readonly #segments: Uint8Array<ArrayBuffer>[] = [new Uint8Array(FIRST_SEGMENT_BYTES)];
  readonly #free = new Map<number, number[]>();
  /** By ordinal; 0 is none, since the first unit is never given out. */
  #addresses = new Uint32Array(64);
  #usedUnits = 1;
  #scratch = new Uint8Array(1024);
  #ids = new Uint32Array(256);

  has(ordinal: number): boolean {
    return (this.#addresses[ordinal] ?? 0) !== 0;
  }

  /** `places` point into `ids`, the chunk's distinct terms. The ordinal must be free. */
  write(ordinal: number, ids: Uint32Array, title: Uint16Array, body: Uint16Array): void {
    const bytesMax = HEADER_BYTES + VARINT_BYTES_MAX * (2 + title.length + body.length);
    if (this.#scratch.length < bytesMax) this.#scratch = new Uint8Array(bytesMax);
    const scratch = this.#scratch;
    let end = writeVarint(scratch, HEADER_BYTES, title.length);
    end = writeVarint(scratch, end, body.length);
    for (let i = 0; i < title.length; i++) end = writeVarint(scratch, end, ids[title[i] ?? 0] ?? 0);
    for (let i = 0; i < body.length; i++) end = writeVarint(scratch, end, ids[body[i] ?? 0] ?? 0);
    const address = this.#allocate(Math.ceil(end / UNIT_BYTES));
    const { bytes, start } = this.#locate(address);
    bytes.set(scratch.subarray(HEADER_BYTES, end), start + HEADER_BYTES);
    this.#reserve(ordinal);
    this.#addresses[ordinal] = address;
  }

  /** The chunk's tokens; the array is used again by the next call. */
  read(ordinal: number): Tokens {
    const { bytes, start } = this.#locate(this.#addresses[ordinal] ?? 0);
    const reader = { bytes, position: start + HEADER_BYTES };
    const titleLength = readVarint(reader);
    const length = titleLength + readVarint(reader);
    if (this.#ids.length < length) this.#ids = new Uint32Array(length);
    const ids = this.#ids;
    let { position } = reader;
    for (let i = 0; i < length; i++) {
      let byte = bytes[position++] ?? 0;
      let id = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[position++] ?? 0;
        id |= (byte & 127) << shift;
      }
      ids[i] = id;
    }
    return { ids, titleLength, length };
  }

  delete(ordinal: number): void {
    const address = this.#addresses[ordinal] ?? 0;
    const { bytes, start } = this.#locate(address);
    const units = (bytes[start] ?? 0) | ((bytes[start + 1] ?? 0) << 8);
    const list = this.#free.get(units);
    if (list === undefined) this.#free.set(units, [address]);
    else list.push(address);
    this.#addresses[ordinal] = 0;
  }

  bytes(): number {
    const segments = this.#segments.reduce((sum, segment) => sum + segment.byteLength, 0);
    let free = 0;
    for (const list of this.#free.values()) free += 100 + list.length * 8;
    return segments + free + this.#addresses.byteLength + this.#scratch.byteLength + this.#ids.byteLength;
  }

  #locate(address: number): { readonly bytes: Uint8Array; readonly start: number } {
    const bytes = this.#segments[address >>> UNIT_BITS];
    assert(address !== 0 && bytes !== undefined, 'a record address points into the store');
    return { bytes, start: (address & ((1 << UNIT_BITS) - 1)) * UNIT_BYTES };
  }

  #allocate(units: number): number {
    return this.#takeFree(units) ?? this.#takeNew(units);
  }

  /** A freed record of this size, or of one up to an eighth larger. */
  #takeFree(units: number): number | undefined {
    if (this.#free.size === 0) return undefined;
    for (let size = units; size <= units + (units >>> 3); size++) {
      const list = this.#free.get(size);
      const address = list?.pop();
      if (list?.length === 0) this.#free.delete(size);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  #takeNew(units: number): number {
    let last = this.#segments.length - 1;
    if (this.#usedUnits + units > 1 << UNIT_BITS) {
      assert(this.#segments.length < SEGMENTS_MAX, 'tokens of one scope fit 32-bit addresses');
      last = this.#segments.push(new Uint8Array(SEGMENT_BYTES)) - 1;
      this.#usedUnits = 0;
    }
    this.#grow(last, (this.#usedUnits + units) * UNIT_BYTES);
    const address = ((last << UNIT_BITS) | this.#usedUnits) >>> 0;
    this.#usedUnits += units;
    const { bytes, start } = this.#locate(address);
    bytes[start] = units & 255;
    bytes[start + 1] = units >>> 8;
    return address;
  }

  #grow(index: number, length: number): void {
    const segment = this.#segments[index];
    if (segment === undefined || length <= segment.length) return;
    const grown = new Uint8Array(Math.min(SEGMENT_BYTES, Math.max(length, segment.length * 2)));
    grown.set(segment);
    this.#segments[index] = grown;
  }

  #reserve(ordinal: number): void {
    if (ordinal < this.#addresses.length) return;
    const grown = new Uint32Array(Math.max(ordinal + 1, this.#addresses.length + (this.#addresses.length >>> 1)));
    grown.set(this.#addresses);
    this.#addresses = grown;
  }
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let position = start;
  let rest = value;
  while (rest > 127) {
    bytes[position++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[position++] = rest;
  return position;
}

function readVarint(reader: { readonly bytes: Uint8Array; position: number }): number {
  let byte = reader.bytes[reader.position++] ?? 0;
  let value = byte & 127;
  for (let shift = 7; byte > 127; shift += 7) {
    byte = reader.bytes[reader.position++] ?? 0;
    value |= (byte & 127) << shift;
  }
  return value;
}
