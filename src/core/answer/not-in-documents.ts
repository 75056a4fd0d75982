import { cleanMarkup } from './clean-markup.ts';

/** Terms that are named; more would read like a dump of the question. */
const NAMED_TERMS_MAX = 3;
const TITLE_CHARS_MAX = 120;

/** The honest answer: which of the question's words no passage has, and what comes nearest. */
export function notInDocuments(found: {
  readonly missing: readonly string[];
  readonly nearest: string | null;
}): string {
  const title = found.nearest === null ? '' : cleanMarkup(found.nearest).slice(0, TITLE_CHARS_MAX);
  const nearest = title === '' ? '' : ` The nearest passage is from "${title}".`;
  if (found.nearest === null) return 'Not in your documents: no passage matches this question.';
  const named = found.missing.slice(0, NAMED_TERMS_MAX).map((term) => `"${term}"`);
  if (named.length === 0) {
    return `Not in your documents: passages mention these words, but none of their sentences answers the question.${nearest}`;
  }
  return `Not in your documents: nothing was found about ${listed(named)}.${nearest}`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
