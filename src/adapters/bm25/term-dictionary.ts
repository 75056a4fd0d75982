import { LetterBuckets } from './letter-buckets.ts';

/** Terms to small dense ids. An id whose term has left the corpus is used again, so churn cannot grow the dictionary. */
export class TermDictionary {
  readonly #ids = new Map<string, number>();
  readonly #terms: (string | undefined)[] = [];
  readonly #free: number[] = [];
  #characters = 0;
  readonly #buckets = new LetterBuckets();

  get(term: string): number | undefined {
    return this.#ids.get(term);
  }

  /** The term's id, made when it is not there. */
  take(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#terms.length;
    this.#ids.set(term, id);
    this.#terms[id] = term;
    this.#characters += term.length;
    this.#buckets.add(id, term);
    return id;
  }

  release(id: number): void {
    const term = this.#terms[id];
    if (term === undefined) return;
    this.#ids.delete(term);
    this.#terms[id] = undefined;
    this.#buckets.delete(id, term);
    this.#free.push(id);
    this.#characters -= term.length;
  }

  /** Terms that may be at most `maxDistance` edits from one, those that are among them; in no order. */
  forEachLike(term: string, maxDistance: number, visit: (id: number, term: string) => void): void {
    this.#buckets.forEachLike(term, maxDistance, (id) => visit(id, this.#terms[id] ?? ''));
  }

  bytes(): number {
    const lists = 8 * (this.#terms.length + this.#free.length);
    return this.#ids.size * ENTRY_BYTES + this.#characters + lists + this.#buckets.bytes();
  }
}

/** V8's share of a Map for one entry, and a string's header with its rounding: an estimate for memory figures. */
const ENTRY_BYTES = 64;
