/** What stands in a sentence that could answer a typed question, found by shape alone. Values are lower case. */
export type SentenceFacts = {
  /** Numbers in digits or words. */
  readonly numbers: readonly string[];
  /** Years, months, days of the week and words for periods. */
  readonly times: readonly string[];
  /** Capitalised words that the sentence's beginning does not explain. */
  readonly names: readonly string[];
  /** Those of `names` after a preposition of place. */
  readonly places: readonly string[];
  /** A cause, a purpose or a consequence is spelled out. */
  readonly reason: boolean;
  /** Words before the first "is", "are", "means" …, when it comes early: what the sentence defines. */
  readonly subject: readonly string[];
  /** It begins with a word that points back: the sentence before is needed to understand it. */
  readonly pointsBack: boolean;
};

/** Words before the verb of a defining sentence, at most: "The X of Y" fits, a clause does not. */
const SUBJECT_WORDS_MAX = 8;

const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[.,][\p{N}]+)*(?:['’][\p{L}\p{M}]+)*/gu;
const CAPITALISED = /^\p{Lu}/u;
const YEAR = /^(?:1\d{3}|20\d{2})s?$/;
const PERIODS =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|centuries|decade|decades|today|yesterday|spring|summer|autumn|winter|bc|bce|ad|daily|weekly|monthly|yearly|midnight|noon|seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/;
const NUMBER_WORDS =
  /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|third|quarter|twice|single|several|none|no)$/;
const PLACE_PREPOSITIONS =
  /^(?:in|at|near|from|to|into|on|between|along|through|outside|inside|within|across|around|of|behind|above|below|under)$/;
const DEFINING_VERBS = /^(?:is|are|was|were|means|denotes|describes|refers|stands)$/;
const POINTING_BACK =
  /^(?:[\p{L}]+,?\s+){0,2}(?:it|its|he|his|him|she|her|hers|they|their|them|this|these|that|those|such|both|there|here|the (?:former|latter|same))\b/iu;
const REASON =
  /\b(?:because|since|due to|owing to|thanks to|so that|in order to|as a result|caus(?:e|es|ed|ing)|leads? to|led to|results? in|therefore|thus|hence|reasons?|to (?:avoid|prevent|protect|allow|keep|make|help|ensure))\b/i;

/** Reads the facts of one sentence, in one pass over its words. */
export function readFacts(sentence: string): SentenceFacts {
  const facts = { numbers: [], times: [], names: [], places: [] } satisfies Record<string, string[]>;
  const collected: Collected = facts;
  const subject: string[] = [];
  let defined = false;
  let before = '';
  let position = 0;
  for (const match of sentence.matchAll(TOKEN)) {
    const word = match[0].toLowerCase();
    collect(collected, { raw: match[0], word, before, first: position === 0 });
    if (!defined && position < SUBJECT_WORDS_MAX) {
      if (position > 0 && DEFINING_VERBS.test(word)) defined = true;
      else subject.push(word);
    }
    before = word;
    position++;
  }
  return {
    ...collected,
    reason: REASON.test(sentence),
    subject: defined ? subject : [],
    pointsBack: POINTING_BACK.test(sentence),
  };
}

type Collected = { numbers: string[]; times: string[]; names: string[]; places: string[] };
type Token = { readonly raw: string; readonly word: string; readonly before: string; readonly first: boolean };

function collect(facts: Collected, token: Token): void {
  const { word } = token;
  if (/^\p{N}/u.test(word) || NUMBER_WORDS.test(word)) facts.numbers.push(word);
  if (YEAR.test(word) || PERIODS.test(word)) facts.times.push(word);
  if (token.first || !CAPITALISED.test(token.raw)) return;
  facts.names.push(word);
  if (PLACE_PREPOSITIONS.test(token.before) || token.before === 'the') facts.places.push(word);
}
