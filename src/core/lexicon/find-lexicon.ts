import type { Chunk } from '../../ports/document-processor.ts';
import type { DocumentLexicon } from '../../ports/lexicon.ts';
import { nameKey } from '../../shared/name-key.ts';
import { cutEnd, isSpaceOr } from '../../shared/text.ts';
import { type AbbreviationDefinition, findDefinitions } from './abbreviation-definitions.ts';
import { findDefinedTerms } from './defined-terms.ts';
import { NameCounts } from './name-counts.ts';
import { isGenericHeading, isNoName } from './name-words.ts';
import { NAME_LENGTH_MAX, NameScanner } from './scan-names.ts';

/** Names kept of a short document, and for each further passage: what a text is about grows more slowly than the text. */
const NAMES_FIRST = 12;
const NAMES_PER_PASSAGE = 4;
/** Names and abbreviations kept of any document: a book's cast. */
export const NAMES_MAX = 200;
export const ABBREVIATIONS_MAX = 64;
/** Words of a title or heading that is a name; a longer one is a sentence. */
const TITLE_WORDS_MAX = 8;
const HEADING_WORDS_MAX = 6;
/** What it weighs to be the title, a heading, defined, abbreviated: so many mentions. */
const TITLE_BONUS = 1_000;
const HEADING_BONUS = 4;
const DEFINED_BONUS = 6;
/** Code units of a title that may yet be a name without its bracket. */
const TITLE_LENGTH_READ_MAX = 2 * NAME_LENGTH_MAX;
const FILE_NAME = /^\S+\.[a-z0-9]{1,5}$/i;
const NUMBERING = /^(?:#+\s*)?(?:\d+(?:\.\d+)*[.)]?\s+)?/;

/** The parts of a document that names are found in. */
export type NamedDocument = { readonly title: string; readonly chunks: readonly Pick<Chunk, 'text' | 'headings'>[] };

/**
 * Names and abbreviations of a document from its text alone: title and headings, runs of capitalised words that no head of a
 * sentence explains, defined terms; most important first and bounded. Linear in the text. What has no capitals (a text all
 * in lower case, scripts without them) gives its title, headings and defined terms; nothing is made up.
 */
export function findLexicon(document: NamedDocument): DocumentLexicon {
  const finder = new LexiconFinder(document.title);
  for (const chunk of document.chunks) finder.add(chunk);
  return finder.finish();
}

/** `findLexicon` passage by passage, for callers that give way in between. */
export class LexiconFinder {
  readonly #counts = new NameCounts();
  readonly #scanner = new NameScanner(this.#counts);
  readonly #definitions = new Map<string, AbbreviationDefinition>();
  readonly #headings = new Set<string>();
  #passages = 0;

  constructor(title: string) {
    for (const name of titleNames(title)) this.#counts.addSure(name, TITLE_BONUS);
  }

  add({ text, headings }: Pick<Chunk, 'text' | 'headings'>): void {
    this.#passages++;
    for (const heading of headings) this.#addHeading(heading);
    this.#counts.addLength(this.#scanner.scan(text));
    for (const term of findDefinedTerms(text)) this.#counts.addSure(term, DEFINED_BONUS);
    for (const definition of findDefinitions(text)) this.#define(definition);
  }

  finish(): DocumentLexicon {
    const limit = Math.min(NAMES_MAX, NAMES_FIRST + NAMES_PER_PASSAGE * (this.#passages - 1));
    return { entities: this.#counts.best(limit), abbreviations: [...this.#definitions.values()] };
  }

  #addHeading(heading: string): void {
    if (this.#headings.has(heading)) return;
    this.#headings.add(heading);
    const name = cutEnd(heading.replace(NUMBERING, ''), isSpaceOr(':.'));
    if (isTitleName(name, HEADING_WORDS_MAX)) this.#counts.addSure(name, HEADING_BONUS);
  }

  #define(definition: AbbreviationDefinition): void {
    const key = JSON.stringify([definition.short, nameKey(definition.long)]);
    if (this.#definitions.has(key) || this.#definitions.size >= ABBREVIATIONS_MAX) return;
    this.#definitions.set(key, definition);
    if (definition.long.length <= NAME_LENGTH_MAX) this.#counts.addSure(definition.long, DEFINED_BONUS);
  }
}

/** A title, and the title without what stands in brackets: "Mercury (planet)" is also Mercury. */
function titleNames(title: string): readonly string[] {
  if (title.length > TITLE_LENGTH_READ_MAX) return [];
  const whole = title
    .replace(/[\s_]+/g, ' ')
    .replace(/\.$/, '')
    .trim();
  const bare = whole.endsWith(')') ? whole.slice(0, whole.lastIndexOf('(')).trim() : whole;
  return (bare === whole ? [whole] : [whole, bare]).filter((name) => isTitleName(name, TITLE_WORDS_MAX));
}

function isTitleName(name: string, wordsMax: number): boolean {
  if (name.length > NAME_LENGTH_MAX || FILE_NAME.test(name) || /[?!]$/.test(name)) return false;
  if (!/\p{L}/u.test(name) || isNoName(name.toLowerCase()) || isGenericHeading(name)) return false;
  return name.split(' ').length <= wordsMax;
}
