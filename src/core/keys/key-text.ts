import { crc32 } from 'node:zlib';
import type { KeyEnvironment } from '../../ports/key-store.ts';
import type { RandomSource } from '../../shared/ids.ts';

/** Crockford's base 32 in lower case: no letter that reads as a digit, nothing that a shell or a header has to quote. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits: ids never meet. They are no secret. */
const ID_BYTES = 10;
/** 256 bits: no guessing, so no slow hash. */
const SECRET_BYTES = 32;
/** Characters of a checksum: 32 bits, five a character. */
const CHECKSUM_LENGTH = 7;
/** Where the parts stand: `ql_live_`, 16 characters of id, `_`, 52 of secret, `_`, checksum. */
const ID_START = 8;
const ID_END = 24;
const BODY_LENGTH = 77;
const TEXT_LENGTH = BODY_LENGTH + 1 + CHECKSUM_LENGTH;
const PREFIXES = ['ql_live_', 'ql_test_'];
const UNDERSCORE = 0x5f;
/** By character code: 1 for characters of the alphabet. */
const IN_ALPHABET = Uint8Array.from({ length: 128 }, (_, code) =>
  ALPHABET.includes(String.fromCharCode(code)) ? 1 : 0,
);

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

/**
 * The id in a key's text; null for a text of another form, or whose checksum is wrong (cut off, mistyped). Reads to the end whatever it
 * finds on the way.
 */
export function keyIdOf(text: string): string | null {
  const body = text.slice(0, BODY_LENGTH);
  const isWhole = checksum(body) === text.slice(BODY_LENGTH + 1);
  const isFormed = hasForm(text);
  return isWhole && isFormed ? text.slice(ID_START, ID_END) : null;
}

/** What a text without a readable id is looked up under: an id by its hash, which nobody has and nobody can foresee. */
export function standInId(hash: Uint8Array): string {
  return encode(hash.subarray(0, ID_BYTES));
}

/** What a key begins with, for lists: enough to tell it by, nothing of its secret. */
export function keyPrefix(keyId: string, environment: KeyEnvironment): string {
  return `ql_${environment}_${keyId}_`;
}

function hasForm(text: string): boolean {
  let odd = text.length === TEXT_LENGTH ? 0 : 1;
  for (let i = ID_START; i < TEXT_LENGTH; i++) {
    const code = text.charCodeAt(i);
    const isSeparator = i === ID_END || i === BODY_LENGTH;
    const isRight = isSeparator ? code === UNDERSCORE : IN_ALPHABET[code] === 1;
    odd |= isRight ? 0 : 1;
  }
  return odd === 0 && PREFIXES.includes(text.slice(0, ID_START));
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
