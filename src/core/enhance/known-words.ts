import type { LexicalStatistics } from '../../ports/lexical-index.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';

/** Endings that make another form of a word that is known. */
const ENDINGS = [
  's',
  'es',
  'd',
  'ed',
  'ing',
  'ly',
  'r',
  'er',
  'ers',
  'ness',
  'less',
  'able',
  'ally',
  'ism',
  'ist',
  'ists',
] as const;
/** Letters of the shortest word such an ending is taken from. */
const BASE_LENGTH_MIN = 4;
/** A character that no vocabulary has. */
const NOWHERE = '\u{13000}';

/** Tells words that are surely spelled right: the corpus has them, or the embedder's vocabulary has them whole. */
export class KnownWords {
  readonly #table: Pick<TokenTable, 'tokenize'>;
  readonly #unknown: number | undefined;

  constructor(table: Pick<TokenTable, 'tokenize'>) {
    this.#table = table;
    this.#unknown = table.tokenize(NOWHERE)[0];
  }

  /** `word` in lower case; stop words, which have no term, are known. */
  isKnown(word: string, statistics: LexicalStatistics): boolean {
    const [term] = analyseTerms(word, 1);
    return term === undefined || statistics.documentFrequency(term) > 0 || this.#isEnglish(word);
  }

  #isEnglish(word: string): boolean {
    return this.#isWhole(word) || ENDINGS.some((ending) => this.#isForm(word, ending));
  }

  #isForm(word: string, ending: string): boolean {
    if (!word.endsWith(ending) || word.length - ending.length < BASE_LENGTH_MIN) return false;
    const base = word.slice(0, -ending.length);
    return this.#isWhole(base) || (ending === 'ing' && this.#isWhole(`${base}e`));
  }

  #isWhole(word: string): boolean {
    const [piece, ...rest] = this.#table.tokenize(word);
    return piece !== undefined && rest.length === 0 && piece !== this.#unknown;
  }
}
