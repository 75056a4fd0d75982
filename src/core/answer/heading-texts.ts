import { cutEnd, isSpaceOr } from '../../shared/text.ts';
import { cleanMarkup } from './clean-markup.ts';
import type { Passage } from './passage.ts';

/** Marks of headings, list items and fences that may stand around a name in the text: cheaper to allow for than to look at. */
const MARKS_CHARS_MAX = 64;
/** A heading with its mark; a code fence alone on its line; a list mark whose item went elsewhere. */
const SCAFFOLD = /^(?:#|(?:`{3,}|~~~)[^\n`]*$|[([]?(?:\d{1,3}|[a-z])[.)\]]$)/i;

/** Tells the lines of a passage that name or frame what stands there, and so answer nothing, from its sentences. */
export class HeadingTexts {
  readonly #names: readonly string[];
  readonly #lengthMax: number;
  readonly #haveStops: boolean;
  #cleaned: ReadonlySet<string> | null = null;

  /** A title that ends like a sentence may be the document's first one, and no heading. */
  constructor({ title, headings }: Pick<Passage, 'title' | 'headings'>) {
    this.#names = endsWithStop(title) ? headings : [title, ...headings];
    this.#lengthMax = this.#names.reduce((most, name) => Math.max(most, name.length), 0) * 2 + MARKS_CHARS_MAX;
    this.#haveStops = this.#names.some(endsWithStop);
  }

  /** The text is a heading by its mark, repeats the title or a heading of its passage, or is a bare fence or list mark. */
  has(text: string): boolean {
    if (SCAFFOLD.test(text)) return true;
    if (text.length > this.#lengthMax || (!this.#haveStops && endsWithStop(text))) return false;
    this.#cleaned ??= new Set(this.#names.map(plain));
    return this.#cleaned.has(plain(text));
  }
}

function endsWithStop(text: string): boolean {
  return text.endsWith('.');
}

function plain(text: string): string {
  return cutEnd(cleanMarkup(text), isSpaceOr(':#=-')).toLowerCase();
}
