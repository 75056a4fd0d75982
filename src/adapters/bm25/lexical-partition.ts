import type { LexicalEntry } from '../../ports/lexical-index.ts';
import { assert } from '../../shared/assert.ts';
import { ORDINALS_MAX, packPosting } from './posting.ts';
import { PostingLists } from './posting-lists.ts';
import { TITLE_WEIGHT } from './scoring.ts';
import { TermDictionary } from './term-dictionary.ts';
import { TokenStore } from './token-store.ts';

/** The inverted index of one scope by ordinal. Statistics count exactly the chunks that are in it. */
export class LexicalPartition {
  readonly dictionary = new TermDictionary();
  readonly postings = new PostingLists();
  readonly tokens = new TokenStore();
  /** Weighted length by ordinal. */
  lengths = new Float32Array(64);
  chunkCount = 0;
  totalLength = 0;
  #ids = new Uint32Array(256);
  #titleFrequencies = new Uint32Array(256);
  #bodyFrequencies = new Uint32Array(256);

  /** Replaces what the ordinal held. */
  add(ordinal: number, entry: LexicalEntry): void {
    assert(ordinal < ORDINALS_MAX, 'a scope holds at most 4,194,304 chunks');
    this.#reserve(ordinal, entry.terms.length);
    this.#countFrequencies(entry);
    this.remove(ordinal);
    for (let i = 0; i < entry.terms.length; i++) {
      const titleFrequency = this.#titleFrequencies[i] ?? 0;
      const bodyFrequency = this.#bodyFrequencies[i] ?? 0;
      if (titleFrequency + bodyFrequency === 0) continue;
      const id = this.dictionary.take(entry.terms[i] ?? '');
      this.#ids[i] = id;
      this.postings.insert(id, packPosting(ordinal, titleFrequency, bodyFrequency));
    }
    this.tokens.write(ordinal, this.#ids, entry.title, entry.body);
    const length = TITLE_WEIGHT * entry.title.length + entry.body.length;
    this.lengths[ordinal] = length;
    this.totalLength += length;
    this.chunkCount++;
  }

  /** Does nothing when the ordinal holds nothing. */
  remove(ordinal: number): void {
    if (!this.tokens.has(ordinal)) return;
    const { ids, length } = this.tokens.read(ordinal);
    const sorted = ids.subarray(0, length).sort();
    for (let i = 0; i < length; i++) {
      const id = sorted[i] ?? 0;
      if (i > 0 && id === sorted[i - 1]) continue;
      this.postings.delete(id, ordinal);
      if (this.postings.count(id) === 0) this.dictionary.release(id);
    }
    this.tokens.delete(ordinal);
    this.totalLength -= this.lengths[ordinal] ?? 0;
    this.lengths[ordinal] = 0;
    this.chunkCount--;
  }

  documentFrequency(term: string): number {
    const id = this.dictionary.get(term);
    return id === undefined ? 0 : this.postings.count(id);
  }

  bytes(): number {
    const scratch = 3 * this.#ids.byteLength;
    return this.dictionary.bytes() + this.postings.bytes() + this.tokens.bytes() + this.lengths.byteLength + scratch;
  }

  #countFrequencies({ terms, title, body }: LexicalEntry): void {
    this.#titleFrequencies.fill(0, 0, terms.length);
    this.#bodyFrequencies.fill(0, 0, terms.length);
    countInto(this.#titleFrequencies, title, terms.length);
    countInto(this.#bodyFrequencies, body, terms.length);
  }

  #reserve(ordinal: number, termCount: number): void {
    if (ordinal >= this.lengths.length) {
      const grown = new Float32Array(Math.max(ordinal + 1, this.lengths.length + (this.lengths.length >>> 1)));
      grown.set(this.lengths);
      this.lengths = grown;
    }
    if (termCount > this.#ids.length) {
      this.#ids = new Uint32Array(termCount);
      this.#titleFrequencies = new Uint32Array(termCount);
      this.#bodyFrequencies = new Uint32Array(termCount);
    }
  }
}

function countInto(frequencies: Uint32Array, places: Uint16Array, termCount: number): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    assert(place < termCount, 'a token points at a term of its entry');
    frequencies[place] = (frequencies[place] ?? 0) + 1;
  }
}
