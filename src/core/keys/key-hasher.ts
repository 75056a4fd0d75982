import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
/** Hex characters by which records name the pepper they were hashed with: enough to tell peppers apart, of no use to find one. */
const PEPPER_ID_LENGTH = 16;

/** Everything that is made from the pepper. Each use has a key of its own (HKDF-SHA-256), so none says anything about another. */
export class KeyHasher {
  /** Names the pepper without telling it. */
  readonly pepperId: string;
  readonly #hashKey: KeyObject;
  readonly #ticketKey: KeyObject;

  constructor(pepper: string) {
    this.#hashKey = derive(pepper, 'queryloom key hash 1');
    this.#ticketKey = derive(pepper, 'queryloom ticket 1');
    this.pepperId = derive(pepper, 'queryloom pepper id 1').export().toString('hex').slice(0, PEPPER_ID_LENGTH);
  }

  /** What is kept of a key's text: HMAC-SHA-256, 32 bytes. The secret has 256 random bits, which no slow hash would make safer. */
  hash(text: string): Buffer {
    return createHmac('sha256', this.#hashKey).update(text).digest();
  }

  /** Signs what a ticket says. */
  sign(payload: string): Buffer {
    return createHmac('sha256', this.#ticketKey).update(payload).digest();
  }
}

function derive(pepper: string, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', pepper, '', use, KEY_BYTES)));
}
