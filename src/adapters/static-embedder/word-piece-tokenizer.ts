import { classOfPoint, classOfUnit, PUNCTUATION, SPACE, SURROGATE, WORD } from './code-point-class.ts';
import { normalise } from './normalise.ts';
import { matchPieces, type SharedTrie } from './piece-trie.ts';
import { HASH_START, hashStep, WordCache } from './word-cache.ts';

/**
 * BERT's uncased WordPiece without special tokens: words and single punctuation marks, each as its longest pieces.
 * Keeps a cache of words and a buffer: one tokenizer a thread.
 */
export class WordPieceTokenizer {
  readonly #trie: SharedTrie;
  readonly #cache = new WordCache();
  #out = new Uint16Array(1_024);

  constructor(trie: SharedTrie) {
    this.#trie = trie;
  }

  /** Ids in the order of the text. The text may be of any length; time is linear in it. */
  tokenize(text: string): Uint16Array {
    const normal = normalise(text);
    // A code unit gives at most one piece.
    if (this.#out.length < normal.length) this.#out = new Uint16Array(normal.length);
    return this.#out.slice(0, this.#scan(normal));
  }

  #scan(text: string): number {
    let to = 0;
    let start = -1;
    let hash = HASH_START;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let kind = classOfUnit(unit);
      let width = 1;
      if (kind === SURROGATE) {
        kind = classOfPoint(text.codePointAt(i) ?? 0);
        width = 2;
      }
      if (kind === WORD) {
        if (start < 0) start = i;
        hash = hashStep(hash, unit);
        if (width === 2) hash = hashStep(hash, text.charCodeAt(++i));
        continue;
      }
      if (start >= 0) to = this.#word(text, start, i, hash, to);
      start = -1;
      hash = HASH_START;
      if (kind === PUNCTUATION) to = this.#word(text, i, i + width, hashOf(text, i, i + width), to);
      if (kind !== SPACE) i += width - 1;
    }
    return start >= 0 ? this.#word(text, start, text.length, hash, to) : to;
  }

  #word(text: string, start: number, end: number, hash: number, to: number): number {
    const known = this.#cache.copy(text, start, end, hash, this.#out, to);
    if (known >= 0) return known;
    const next = matchPieces(this.#trie, { text, start, end }, this.#out, to);
    this.#cache.keep(text, start, end, hash, this.#out, to, next);
    return next;
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash;
}
