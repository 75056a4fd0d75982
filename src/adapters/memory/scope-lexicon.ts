import type { DocumentLexicon, Entity, Expansion } from '../../ports/lexicon.ts';
import { Bitset } from '../../shared/bitset.ts';
import { type NameToken, nameKey, nameTokens } from '../../shared/name-key.ts';
import { BytePool } from './byte-pool.ts';
import { hashStep, NO_HASH } from './name-hash.ts';
import { NameTable } from './name-table.ts';

/** Words of the longest name that a text is searched for; a name in an unspaced script has one a character. */
const NAME_TOKENS_MAX = 16;
/** Stands between the two parts of an abbreviation's key and text; no name has it, since it is no letter. */
const SEPARATOR = '\u0000';
/** V8's share of a Map for a document's number: an estimate. */
const DOCUMENT_BYTES = 48;
const CAPITAL = /\p{Lu}/u;
const MARKED = /[\p{Lu}\p{N}]/u;

/** The names and abbreviations of one scope's documents. */
export class ScopeLexicon {
  readonly #names = new NameTable();
  readonly #abbreviations = new NameTable();
  readonly #documents = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #enabled = new Bitset();
  /** Spellings of each document, by its number. */
  readonly #namesOf = new BytePool();
  readonly #abbreviationsOf = new BytePool();
  #limit = 0;

  get isEmpty(): boolean {
    return this.#documents.size === 0;
  }

  put(documentId: string, lexicon: DocumentLexicon, enabled: boolean): void {
    this.remove(documentId);
    const names = byKey(lexicon.entities.map(({ text }) => ({ key: nameKey(text), text })));
    const abbreviations = byKey(lexicon.abbreviations.map(pairOf));
    if (names.size + abbreviations.size === 0) return;
    const document = this.#free.pop() ?? this.#limit++;
    this.#documents.set(documentId, document);
    this.#namesOf.set(document, toBytes(names, this.#names));
    this.#abbreviationsOf.set(document, toBytes(abbreviations, this.#abbreviations));
    if (enabled) this.#show(document);
  }

  setEnabled(documentId: string, enabled: boolean): void {
    const document = this.#documents.get(documentId);
    if (document === undefined || this.#enabled.has(document) === enabled) return;
    if (enabled) this.#show(document);
    else this.#hide(document);
  }

  remove(documentId: string): void {
    const document = this.#documents.get(documentId);
    if (document === undefined) return;
    if (this.#enabled.has(document)) this.#hide(document);
    for (const spelling of fromBytes(this.#namesOf, document)) this.#names.release(spelling);
    for (const spelling of fromBytes(this.#abbreviationsOf, document)) this.#abbreviations.release(spelling);
    this.#namesOf.delete(document);
    this.#abbreviationsOf.delete(document);
    this.#documents.delete(documentId);
    this.#free.push(document);
  }

  entities(prefix: string, limit: number): readonly Entity[] {
    return this.#names.heaviest(nameKey(prefix), limit);
  }

  named(text: string, limit: number): readonly Entity[] {
    const tokens = nameTokens(text);
    const found = new Map<string, Entity>();
    const needsCapital = usesCapitals(text);
    for (let first = 0; first < tokens.length && found.size < limit; ) {
      const { name, length } = this.#longestAt(tokens, first);
      const isName = name !== undefined && (length > 1 || !needsCapital || isMarked(text, tokens[first]));
      if (isName) found.set(name.text, name);
      first += isName ? length : 1;
    }
    return [...found.values()];
  }

  expansions(short: string): readonly Expansion[] {
    const key = nameKey(short);
    if (key === '') return [];
    return this.#abbreviations.heaviest(`${key}${SEPARATOR}`, EXPANSIONS_MAX).map(({ text, documents }) => {
      const [own = '', long = ''] = text.split(SEPARATOR);
      return { short: own, text: long, documents };
    });
  }

  bytes(): number {
    const lists = this.#namesOf.bytes() + this.#abbreviationsOf.bytes() + this.#enabled.words.byteLength;
    return this.#names.bytes() + this.#abbreviations.bytes() + lists + this.#documents.size * DOCUMENT_BYTES;
  }

  #longestAt(
    tokens: readonly NameToken[],
    first: number,
  ): { readonly name: Entity | undefined; readonly length: number } {
    let name: Entity | undefined;
    let length = 1;
    let hash = NO_HASH;
    for (let count = 1; count <= NAME_TOKENS_MAX && first + count <= tokens.length; count++) {
      hash = hashStep(hash, tokens[first + count - 1]?.key ?? '');
      const here = this.#names.lookUp(hash, () => joined(tokens, first, count));
      if (here !== undefined) {
        name = here;
        length = count;
      }
      if (!this.#names.mayGoOn(hash)) break;
    }
    return { name, length };
  }

  #show(document: number): void {
    this.#enabled.add(document);
    for (const spelling of fromBytes(this.#namesOf, document)) this.#names.show(spelling);
    for (const spelling of fromBytes(this.#abbreviationsOf, document)) this.#abbreviations.show(spelling);
  }

  #hide(document: number): void {
    this.#enabled.delete(document);
    for (const spelling of fromBytes(this.#namesOf, document)) this.#names.hide(spelling);
    for (const spelling of fromBytes(this.#abbreviationsOf, document)) this.#abbreviations.hide(spelling);
  }
}

/** Meanings of one abbreviation that are told; one that has more is no help. */
const EXPANSIONS_MAX = 20;

type Spelling = { readonly key: string; readonly text: string };

/** The first spelling of each name: a document counts once for a name, however it writes it. */
function byKey(spellings: readonly Spelling[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, text } of spellings) if (key !== '' && !found.has(key)) found.set(key, text);
  return found;
}

function pairOf({ short, long }: DocumentLexicon['abbreviations'][number]): Spelling {
  const keys = [nameKey(short), nameKey(long)];
  return { key: keys.includes('') ? '' : keys.join(SEPARATOR), text: `${short}${SEPARATOR}${long}` };
}

function toBytes(spellings: ReadonlyMap<string, string>, table: NameTable): Uint8Array {
  const numbers = Uint32Array.from(spellings, ([key, text]) => table.take(key, text));
  return new Uint8Array(numbers.buffer);
}

function fromBytes(pool: BytePool, document: number): Uint32Array {
  const bytes = new Uint8Array(pool.get(document));
  return new Uint32Array(bytes.buffer);
}

/** Whether a capital stands anywhere but at the beginning. */
function usesCapitals(text: string): boolean {
  const first = text.search(/\p{L}/u);
  return CAPITAL.test(text.slice(first + 1));
}

function isMarked(text: string, token: NameToken | undefined): boolean {
  return token !== undefined && MARKED.test(text.slice(token.start, token.end));
}

function joined(tokens: readonly NameToken[], first: number, count: number): string {
  return tokens
    .slice(first, first + count)
    .map(({ key }) => key)
    .join(' ');
}
