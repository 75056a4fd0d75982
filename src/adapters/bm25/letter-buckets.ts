/** What tells terms of one length apart at a glance: each has a bit for each of its kinds of letters. */
type Bucket = { ids: Uint32Array; letters: Uint32Array; size: number };

/** A term of this length and all longer ones share a bucket; terms are cut at 64 units. */
const LENGTH_MAX = 64;
/** Places a bucket begins with; it doubles. */
const PLACES_MIN = 2;

/**
 * Ids of terms by length and letters, to sift those that may be a few edits from another: an edit changes the length by one at
 * most, and the kinds of letters by one on each side. A look at all costs about a nanosecond a term.
 */
export class LetterBuckets {
  readonly #buckets: (Bucket | undefined)[] = [];
  /** Where each id stands in its bucket. */
  #places: Uint32Array = new Uint32Array(4);

  add(id: number, term: string): void {
    const bucket = this.#open(lengthOf(term));
    if (id >= this.#places.length) this.#places = grown(this.#places, id + 1);
    this.#places[id] = bucket.size;
    bucket.ids[bucket.size] = id;
    bucket.letters[bucket.size] = lettersOf(term);
    bucket.size++;
  }

  /** The last of the bucket takes the place that becomes free. */
  delete(id: number, term: string): void {
    const bucket = this.#buckets[lengthOf(term)];
    if (bucket === undefined) return;
    bucket.size--;
    const place = this.#places[id] ?? 0;
    const last = bucket.ids[bucket.size] ?? 0;
    bucket.ids[place] = last;
    bucket.letters[place] = bucket.letters[bucket.size] ?? 0;
    this.#places[last] = place;
  }

  /** Ids that may be at most `maxDistance` edits from the term, those that are among them; in no order. */
  forEachLike(term: string, maxDistance: number, visit: (id: number) => void): void {
    const letters = lettersOf(term);
    const longest = Math.min(LENGTH_MAX, term.length + maxDistance);
    for (let length = Math.max(1, Math.min(LENGTH_MAX, term.length - maxDistance)); length <= longest; length++) {
      const bucket = this.#buckets[length];
      if (bucket !== undefined) sift(bucket, { letters, maxDistance, visit });
    }
  }

  bytes(): number {
    const inBuckets = this.#buckets.reduce(
      (sum, bucket) => sum + (bucket === undefined ? 0 : 2 * bucket.ids.byteLength),
      0,
    );
    return inBuckets + this.#places.byteLength;
  }

  #open(length: number): Bucket {
    const known = this.#buckets[length];
    if (known === undefined) {
      const made = { ids: new Uint32Array(PLACES_MIN), letters: new Uint32Array(PLACES_MIN), size: 0 };
      this.#buckets[length] = made;
      return made;
    }
    if (known.size === known.ids.length) {
      known.ids = grown(known.ids, known.size + 1);
      known.letters = grown(known.letters, known.size + 1);
    }
    return known;
  }
}

type Sifting = { readonly letters: number; readonly maxDistance: number; readonly visit: (id: number) => void };

function sift({ ids, letters: all, size }: Bucket, { letters, maxDistance, visit }: Sifting): void {
  for (let place = 0; place < size; place++) {
    const own = all[place] ?? 0;
    let lacking = letters & ~own;
    let surplus = own & ~letters;
    // Takes a bit away from each for every edit there may be.
    for (let edits = 0; edits < maxDistance; edits++) {
      lacking &= lacking - 1;
      surplus &= surplus - 1;
    }
    if ((lacking | surplus) === 0) visit(ids[place] ?? 0);
  }
}

function lengthOf(term: string): number {
  return Math.min(LENGTH_MAX, term.length);
}

/** A bit for each code unit's last five bits: the letters of the Latin alphabet have one each. */
function lettersOf(term: string): number {
  let letters = 0;
  for (let i = 0; i < term.length; i++) letters |= 1 << (term.charCodeAt(i) & 31);
  return letters;
}

function grown(words: Uint32Array, size: number): Uint32Array {
  const larger = new Uint32Array(Math.max(size, words.length * 2));
  larger.set(words);
  return larger;
}
