import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { nameKey } from '../../shared/name-key.ts';
import { cutEnd, isSpaceOr } from '../../shared/text.ts';
import type { QueryAnswer } from '../query/query-answer.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';

/** Names of the question, and of the nearest passages' titles, that are asked about. */
const NAMES_MAX = 3;
const SOURCES_MAX = 3;
const TITLE_LENGTH_MAX = 80;

/** Questions about names the text has, and, where it has no answer, about the nearest documents whose title shares a word with it; whether they have one is for the caller to see. */
export function alternativeTexts(
  lexicon: Pick<Lexicon, 'named'>,
  { scope, text, answer }: { readonly scope: Scope; readonly text: string; readonly answer: QueryAnswer },
): readonly { readonly text: string; readonly reason: string }[] {
  const named = lexicon.named(scope, text, NAMES_MAX).map((name) => ({
    name: name.text,
    reason: `${name.text} is named in the question and in ${documents(name.documents)}`,
  }));
  const terms = new Set(analyseTerms(text));
  const nearest = answer.answered ? [] : answer.sources;
  const titles = nearest
    .slice(0, SOURCES_MAX)
    .filter(({ title }) => title.length <= TITLE_LENGTH_MAX && analyseTerms(title).some((term) => terms.has(term)))
    .map(({ title }) => ({ name: cutEnd(title, isSpaceOr('.')), reason: `"${title}" is among the nearest documents` }));
  const found = new Map<string, { text: string; reason: string }>();
  for (const { name, reason } of [...named, ...titles]) {
    const key = nameKey(name);
    if (!found.has(key)) found.set(key, { text: `What is ${name}?`, reason });
  }
  return [...found.values()].filter((one) => nameKey(one.text) !== nameKey(text));
}

function documents(count: number): string {
  return count === 1 ? 'one document' : `${count} documents`;
}
