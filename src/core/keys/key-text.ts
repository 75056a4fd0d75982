import { crc32 } from 'node:zlib';
import type { KeyEnvironment } from '../../ports/key-store.ts';
import type { RandomSource } from '../../shared/ids.ts';

/** Crockford's base 32 in lower case: no letter that reads as a digit, nothing that a shell or a header has to quote. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits: ids never meet. They are no secret. */
const ID_BYTES = 10;
/** 256 bits: no guessing, so no slow hash. */
const SECRET_BYTES = 32;
const ID_LENGTH = 16;
/** Characters of a checksum: 32 bits, five a character. */
const CHECKSUM_LENGTH = 7;
const FORM = /^(ql_(?:live|test)_([0-9a-hjkmnp-tv-z]{16})_[0-9a-hjkmnp-tv-z]{52})_([0-9a-hjkmnp-tv-z]{7})$/;

/** An id that no key is ever given: what a text without a readable id is looked up under. */
export const NO_KEY_ID = '-'.repeat(ID_LENGTH);

/** A new id for a key: 16 characters, as they stand in its text. */
export function newKeyId(random: RandomSource): string {
  return encode(random.fill(new Uint8Array(ID_BYTES)));
}

/** The text of a key with a new secret of 256 bits: `ql_<live|test>_<id>_<secret>_<CRC-32 of all before it>`. */
export function newKeyText(keyId: string, environment: KeyEnvironment, random: RandomSource): string {
  const secret = encode(random.fill(new Uint8Array(SECRET_BYTES)));
  const body = `ql_${environment}_${keyId}_${secret}`;
  return `${body}_${checksum(body)}`;
}

/** The id in a key's text; null for a text of another form, or whose checksum is wrong (cut off, mistyped). */
export function keyIdOf(text: string): string | null {
  const [, body = '', keyId = '', sum] = FORM.exec(text) ?? [];
  return sum !== undefined && checksum(body) === sum ? keyId : null;
}

/** What a key begins with, for lists: enough to tell it by, nothing of its secret. */
export function keyPrefix(keyId: string, environment: KeyEnvironment): string {
  return `ql_${environment}_${keyId}_`;
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    text = ALPHABET.charAt(rest & 31) + text;
    rest >>>= 5;
  }
  return text;
}

/** Five bits a character, the last one filled up with zeros. */
function encode(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}
