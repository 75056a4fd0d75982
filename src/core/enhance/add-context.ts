import type { LexicalIndex } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Scope } from '../../ports/scope.ts';
import { cutEnd } from '../../shared/text.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import { type Enhanced, replaced, unchanged } from './enhancement.ts';
import { questionWords } from './question-words.ts';

export type ContextPorts = {
  readonly lexicon: Pick<Lexicon, 'named'>;
  readonly lexical: Pick<LexicalIndex, 'statistics'>;
};

/** Begin a text that goes on from the one before. */
const FOLLOW_UP = /^(?:and|but|so|also|then|or|what about|how about|what else|why not|why so|what if|same for)\b/i;
/** Stand for the subject of the question before; `its` and its like stand for what is the subject's. */
const SUBJECTS: ReadonlySet<string> = new Set(
  'it he she they him them this that these those one ones there'.split(' '),
);
const OWNERS: ReadonlySet<string> = new Set('its his her their'.split(' '));
/** Behind these `it` is nothing: "is it possible", "how is it that". */
const EMPTY_IT = /\bit (?:possible|true|necessary|likely|important|that|allowed|better|safe|hard|easy)\b/i;
/** Names, and words where there are none, that are carried over. */
const NAMES_MAX = 2;
const WORDS_MAX = 3;

/**
 * Gives a text that leans on an earlier question what it leans on: a pronoun becomes the earlier question's first name, other
 * follow-ups get its names (else its rarest words that documents have) in brackets. A text with a name of its own stays.
 */
export async function addContext(
  ports: ContextPorts,
  scope: Scope,
  { text, earlier }: { readonly text: string; readonly earlier: string },
): Promise<Enhanced> {
  const own = new Set(ports.lexicon.named(scope, text, NAMES_MAX).map((name) => name.text));
  const pronoun = EMPTY_IT.test(text)
    ? undefined
    : questionWords(text).find((word) => !word.isLiteral && isPronoun(word.text));
  if (own.size > 0 || (pronoun === undefined && !FOLLOW_UP.test(text))) return unchanged(text);
  const names = ports.lexicon.named(scope, earlier, NAMES_MAX).map((name) => name.text);
  const [name] = names;
  const reason = `the earlier question was "${earlier.length > QUOTED_MAX ? `${earlier.slice(0, QUOTED_MAX).toWellFormed()}…` : earlier}"`;
  if (name !== undefined && pronoun !== undefined) {
    const to = OWNERS.has(pronoun.text.toLowerCase()) ? `${name}'s` : name;
    return {
      text: replaced(text, pronoun, to),
      enhancements: [{ kind: 'context', from: pronoun.text, to, reason }],
      others: [],
    };
  }
  const carried = names.length > 0 ? names : await rarestWords(ports, scope, { text, earlier });
  if (carried.length === 0) return unchanged(text);
  const added = `(${carried.join(', ')})`;
  const body = cutEnd(text, (character) => '?.!…'.includes(character));
  const end = text.slice(body.length);
  return {
    text: `${body} ${added}${end}`,
    enhancements: [{ kind: 'context', from: '', to: added, reason }],
    others: [],
  };
}

/** Characters of the earlier question that a reason quotes. */
const QUOTED_MAX = 80;

function isPronoun(word: string): boolean {
  const lower = word.toLowerCase();
  return SUBJECTS.has(lower) || OWNERS.has(lower);
}

/** Words of the earlier question that documents have and the text has not, the rarest; in the order of the question. */
async function rarestWords(
  { lexical }: ContextPorts,
  scope: Scope,
  { text, earlier }: { readonly text: string; readonly earlier: string },
): Promise<readonly string[]> {
  const { documentFrequency, chunkCount } = await lexical.statistics(scope);
  const taken = new Set(analyseTerms(text));
  const found: { word: string; frequency: number }[] = [];
  for (const { text: word } of questionWords(earlier)) {
    const [term] = analyseTerms(word, 1);
    const frequency = term === undefined || taken.has(term) ? 0 : documentFrequency(term);
    if (term === undefined || frequency === 0 || frequency > chunkCount * COMMON_SHARE + 1) continue;
    taken.add(term);
    found.push({ word, frequency });
  }
  const rarest = new Set(found.toSorted((a, b) => a.frequency - b.frequency).slice(0, WORDS_MAX));
  return found.filter((one) => rarest.has(one)).map(({ word }) => word);
}

/** A word that more than this share of passages have says nothing of what was asked. */
const COMMON_SHARE = 0.2;
