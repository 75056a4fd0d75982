import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { readIntact } from './damaged.ts';

/** A call makes a compressor of its own, some 45 µs: below this many UTF-16 code units that is a quarter of a document's writing, for a few hundred bytes. */
const PACK_LENGTH_MIN = 2_048;

/** Text for a column without a type: short text as it is, longer text as a Zstandard frame (RFC 8878) of its UTF-8. */
export function packText(text: string): string | Uint8Array {
  return text.length < PACK_LENGTH_MIN ? text : zstdCompressSync(Buffer.from(text, 'utf8'));
}

/** Bytes of an unpacked text: the longest document has 20 million characters, each of up to three bytes. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** What `packText` was given. Throws `RECORDS_UNAVAILABLE` for bytes it did not make. */
export function unpackText(packed: string | Uint8Array): string {
  if (typeof packed === 'string') return packed;
  return readIntact('a text', () => zstdDecompressSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX })).toString(
    'utf8',
  );
}
