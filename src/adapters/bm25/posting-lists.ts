import { assert, defined } from '../../shared/assert.ts';
import { BlockDirectory } from './block-directory.ts';
import { BLOCK_CAPACITIES, BLOCK_POSTINGS_MAX, BlockPool, LARGEST_CLASS, SEGMENT_MASK } from './block-pool.ts';
import { FREQUENCY_BITS, frequencyOfPosting, ordinalOfPosting } from './posting.ts';

/** A term's record: how many postings, where they are, how they are kept, and the highest frequency seen. */
const RECORD_WORDS = 4;
const COUNT = 0;
const WHERE = 1;
const KIND = 2;
const FREQUENCY_BOUND = 3;

/** Kinds: the only posting stands in WHERE itself; one block (kind − 1 is its class); or a directory of full-size blocks. */
export const KIND_INLINE = 0;
export const KIND_DIRECTORY = 255;

/** Neighbours join when they leave a quarter of the block free, so that the next insert does not split it again. */
const MERGED_MAX = (BLOCK_POSTINGS_MAX * 3) / 4;

/**
 * Posting lists by term id, sorted by ordinal, changed in place: rising ordinals append, used-again ones are inserted by
 * moving at most one block. Nothing is left behind by a removal, so counts are document frequencies.
 */
export class PostingLists {
  readonly pool = new BlockPool();
  readonly #directories: (BlockDirectory | undefined)[] = [];
  readonly #freeDirectories: number[] = [];
  #records = new Uint32Array(64 * RECORD_WORDS);

  /** Document frequency. */
  count(term: number): number {
    return this.#records[term * RECORD_WORDS + COUNT] ?? 0;
  }

  /** At least the highest weighted frequency that any posting of the term has. */
  frequencyBound(term: number): number {
    return this.#records[term * RECORD_WORDS + FREQUENCY_BOUND] ?? 0;
  }

  kind(term: number): number {
    return this.#records[term * RECORD_WORDS + KIND] ?? KIND_INLINE;
  }

  /** The posting itself, a block's address, or nothing useful, by kind. */
  where(term: number): number {
    return this.#records[term * RECORD_WORDS + WHERE] ?? 0;
  }

  directory(term: number): BlockDirectory {
    return defined(this.#directories[this.where(term)], 'a long list has a directory');
  }

  /** The term must not have a posting of this ordinal yet. */
  insert(term: number, posting: number): void {
    this.#reserve(term);
    const record = term * RECORD_WORDS;
    const count = this.#records[record + COUNT] ?? 0;
    const kind = this.#records[record + KIND] ?? KIND_INLINE;
    this.#records[record + COUNT] = count + 1;
    const bound = Math.ceil(frequencyOfPosting(posting));
    if (bound > (this.#records[record + FREQUENCY_BOUND] ?? 0)) this.#records[record + FREQUENCY_BOUND] = bound;
    if (kind === KIND_DIRECTORY) this.#insertLong(this.directory(term), posting);
    else if (kind !== KIND_INLINE) this.#insertShort(record, kind - 1, count, posting);
    else if (count === 0) this.#records[record + WHERE] = posting;
    else this.#insertSecond(record, posting);
  }

  /** The term must have a posting of this ordinal. */
  delete(term: number, ordinal: number): void {
    const record = term * RECORD_WORDS;
    const count = (this.#records[record + COUNT] ?? 0) - 1;
    const kind = this.#records[record + KIND] ?? KIND_INLINE;
    this.#records[record + COUNT] = count;
    if (kind === KIND_DIRECTORY) this.#deleteLong(term, ordinal);
    else if (kind !== KIND_INLINE) this.#deleteShort(record, kind - 1, count, ordinal);
    if (count === 0) this.#records.fill(0, record, record + RECORD_WORDS);
  }

  bytes(): number {
    const directories = this.#directories.reduce((sum, directory) => sum + 8 + (directory?.bytes() ?? 0), 0);
    return this.pool.bytes() + this.#records.byteLength + directories;
  }

  #reserve(term: number): void {
    const words = (term + 1) * RECORD_WORDS;
    if (words <= this.#records.length) return;
    const grown = new Uint32Array(Math.max(words, this.#records.length + (this.#records.length >>> 1)));
    grown.set(this.#records);
    this.#records = grown;
  }

  #insertSecond(record: number, posting: number): void {
    const first = this.#records[record + WHERE] ?? 0;
    const address = this.pool.allocate(0);
    const words = this.pool.segment(address);
    const start = address & SEGMENT_MASK;
    words[start] = Math.min(first, posting);
    words[start + 1] = Math.max(first, posting);
    this.#records[record + WHERE] = address;
    this.#records[record + KIND] = 1;
  }

  #insertShort(record: number, blockClass: number, count: number, posting: number): void {
    if (count === BLOCK_CAPACITIES[blockClass]) {
      if (blockClass === LARGEST_CLASS) {
        this.#insertLong(this.#makeDirectory(record, count), posting);
        return;
      }
      this.#moveShort(record, blockClass, blockClass + 1, count);
    }
    this.#insertInBlock(this.#records[record + WHERE] ?? 0, count, posting);
  }

  #insertLong(directory: BlockDirectory, posting: number): void {
    const last = directory.length - 1;
    const isAppend = posting > this.#postingAt(directory.addressAt(last), directory.countAt(last) - 1);
    let index = isAppend ? last : this.#findBlock(directory, ordinalOfPosting(posting));
    if (directory.countAt(index) === BLOCK_POSTINGS_MAX) {
      this.#split(directory, index, isAppend ? BLOCK_POSTINGS_MAX : BLOCK_POSTINGS_MAX / 2);
      if (isAppend || posting > this.#postingAt(directory.addressAt(index + 1), 0)) index++;
    }
    const count = directory.countAt(index);
    this.#insertInBlock(directory.addressAt(index), count, posting);
    directory.setCount(index, count + 1);
  }

  #split(directory: BlockDirectory, index: number, kept: number): void {
    const moved = directory.countAt(index) - kept;
    const address = this.pool.allocate(LARGEST_CLASS);
    this.#copy(directory.addressAt(index), kept, address, 0, moved);
    directory.setCount(index, kept);
    directory.insert(index + 1, address, moved);
  }

  #deleteShort(record: number, blockClass: number, count: number, ordinal: number): void {
    const address = this.#records[record + WHERE] ?? 0;
    this.#deleteInBlock(address, count + 1, ordinal);
    if (count === 0) this.pool.free(address, blockClass);
    else if (blockClass >= 4 && count <= (BLOCK_CAPACITIES[blockClass - 4] ?? 0)) {
      this.#moveShort(record, blockClass, blockClass - 2, count);
    }
  }

  #deleteLong(term: number, ordinal: number): void {
    const directory = this.directory(term);
    const index = this.#findBlock(directory, ordinal);
    const count = directory.countAt(index);
    this.#deleteInBlock(directory.addressAt(index), count, ordinal);
    directory.setCount(index, count - 1);
    if (count === 1) this.#drop(directory, index);
    else this.#join(directory, index);
    this.#join(directory, index - 1);
    if (directory.length > 1) return;
    const record = term * RECORD_WORDS;
    const place = this.where(term);
    this.#directories[place] = undefined;
    this.#freeDirectories.push(place);
    this.#records[record + WHERE] = directory.addressAt(0);
    this.#records[record + KIND] = LARGEST_CLASS + 1;
  }

  /** An empty block has no first ordinal to be found by, so none is kept. */
  #drop(directory: BlockDirectory, index: number): void {
    this.pool.free(directory.addressAt(index), LARGEST_CLASS);
    directory.delete(index);
  }

  /** Joins a block with the next one when both fit well. */
  #join(directory: BlockDirectory, index: number): void {
    if (index < 0 || index + 1 >= directory.length) return;
    const count = directory.countAt(index);
    const nextCount = directory.countAt(index + 1);
    if (count + nextCount > MERGED_MAX) return;
    const next = directory.addressAt(index + 1);
    this.#copy(next, 0, directory.addressAt(index), count, nextCount);
    directory.setCount(index, count + nextCount);
    directory.delete(index + 1);
    this.pool.free(next, LARGEST_CLASS);
  }

  #makeDirectory(record: number, count: number): BlockDirectory {
    const directory = new BlockDirectory();
    directory.insert(0, this.#records[record + WHERE] ?? 0, count);
    const place = this.#freeDirectories.pop() ?? this.#directories.length;
    this.#directories[place] = directory;
    this.#records[record + WHERE] = place;
    this.#records[record + KIND] = KIND_DIRECTORY;
    return directory;
  }

  #moveShort(record: number, fromClass: number, toClass: number, count: number): void {
    const from = this.#records[record + WHERE] ?? 0;
    const to = this.pool.allocate(toClass);
    this.#copy(from, 0, to, 0, count);
    this.pool.free(from, fromClass);
    this.#records[record + WHERE] = to;
    this.#records[record + KIND] = toClass + 1;
  }

  /** The last block that starts at or before the ordinal, or the first. */
  #findBlock(directory: BlockDirectory, ordinal: number): number {
    let low = 0;
    let high = directory.length - 1;
    if (ordinalOfPosting(this.#postingAt(directory.addressAt(high), 0)) <= ordinal) return high;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (ordinalOfPosting(this.#postingAt(directory.addressAt(middle), 0)) <= ordinal) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #postingAt(address: number, index: number): number {
    return this.pool.segment(address)[(address & SEGMENT_MASK) + index] ?? 0;
  }

  #insertInBlock(address: number, count: number, posting: number): void {
    const words = this.pool.segment(address);
    const start = address & SEGMENT_MASK;
    const end = start + count;
    if (count === 0 || posting > (words[end - 1] ?? 0)) {
      words[end] = posting;
      return;
    }
    const place = lowerBound(words, start, end, posting);
    words.copyWithin(place + 1, place, end);
    words[place] = posting;
  }

  #deleteInBlock(address: number, count: number, ordinal: number): void {
    const words = this.pool.segment(address);
    const start = address & SEGMENT_MASK;
    const place = lowerBoundOfOrdinal(words, start, start + count, ordinal);
    assert(place < start + count && ordinalOfPosting(words[place] ?? 0) === ordinal, 'a posting to delete is there');
    words.copyWithin(place, place + 1, start + count);
  }

  #copy(from: number, fromIndex: number, to: number, toIndex: number, count: number): void {
    const start = (from & SEGMENT_MASK) + fromIndex;
    this.pool.segment(to).set(this.pool.segment(from).subarray(start, start + count), (to & SEGMENT_MASK) + toIndex);
  }
}

/** First index in [start, end) whose posting belongs to the ordinal or a later one; `end` when there is none. */
export function lowerBoundOfOrdinal(words: Uint32Array, start: number, end: number, ordinal: number): number {
  return lowerBound(words, start, end, (ordinal << FREQUENCY_BITS) >>> 0);
}

function lowerBound(words: Uint32Array, start: number, end: number, posting: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? 0) < posting) low = middle + 1;
    else high = middle;
  }
  return low;
}
