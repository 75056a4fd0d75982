import type { LexicalStatistics } from '../../ports/lexical-index.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';

/** Endings and beginnings that make another word of one that is known. */
const ENDINGS =
  's es d ed ing ings ly r rs er ers est en ens ened ening ness less able ally al ism ist ists ful ment ments ship hood ward wards like'.split(
    ' ',
  );
/** Endings that only follow an `e`. */
const SHORT_AFTER_E: ReadonlySet<string> = new Set(['d', 'r', 'rs']);
const BEGINNINGS = 're un dis non pre over out in im mis sub inter co anti multi semi super under self post'.split(' ');
/** Letters of the shortest word such an ending is taken from. */
const BASE_LENGTH_MIN = 4;
/** A character that no vocabulary has. */
const NOWHERE = '\u{13000}';

type Frequencies = Pick<LexicalStatistics, 'documentFrequency'>;

/** Tells words that are surely spelled right: the corpus has them, or the embedder's vocabulary has them whole. */
export class KnownWords {
  readonly #table: Pick<TokenTable, 'tokenize'>;
  readonly #unknown: number | undefined;

  constructor(table: Pick<TokenTable, 'tokenize'>) {
    this.#table = table;
    this.#unknown = table.tokenize(NOWHERE)[0];
  }

  /** `word` in lower case; stop words, which have no term, are known. A name is known as a whole alone. */
  isKnown(word: string, statistics: Frequencies, isName = false): boolean {
    if (isOfCorpus(word, statistics)) return true;
    if (isName) return this.isWhole(word);
    if (this.#isWord(word)) return true;
    return BEGINNINGS.some((beginning) => {
      const rest = word.startsWith(beginning) ? word.slice(beginning.length) : '';
      return rest.length >= BASE_LENGTH_MIN && (isOfCorpus(rest, statistics) || this.#isWord(rest));
    });
  }

  /** A word of the vocabulary as it is; in lower case. */
  isWhole(word: string): boolean {
    const [piece, ...rest] = this.#table.tokenize(word);
    return piece !== undefined && rest.length === 0 && piece !== this.#unknown;
  }

  #isWord(word: string): boolean {
    return this.isWhole(word) || ENDINGS.some((ending) => this.#isForm(word, ending));
  }

  #isForm(word: string, ending: string): boolean {
    if (!word.endsWith(ending) || word.length - ending.length < BASE_LENGTH_MIN) return false;
    const base = word.slice(0, -ending.length);
    if (SHORT_AFTER_E.has(ending) && !base.endsWith('e')) return false;
    return this.isWhole(base) || (ending === 'ing' && this.isWhole(`${base}e`));
  }
}

function isOfCorpus(word: string, { documentFrequency }: Frequencies): boolean {
  const [term] = analyseTerms(word, 1);
  return term === undefined || documentFrequency(term) > 0;
}
