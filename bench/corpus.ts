import { seededRandom } from '../test/support/seeded-random.ts';

/** Text to measure on: seeded, so that two runs see the same words. */
export type CorpusOptions = {
  readonly documents: number;
  readonly wordsPerDocument: number;
  /** Distinct content words; function words come on top. */
  readonly vocabulary: number;
  readonly seed: number;
};

export type CorpusDocument = { readonly title: string; readonly text: string };

/**
 * Documents whose words follow Zipf's law: English function words at the head, as in real text about two words in five, then
 * made-up content words. Titles have five content words, and each document repeats some words of its own, as topics do.
 */
export function* generateCorpus(options: CorpusOptions): Generator<CorpusDocument> {
  const random = seededRandom(options.seed);
  const pick = createZipf(options.vocabulary, random);
  for (let i = 0; i < options.documents; i++) {
    const topic = Array.from({ length: TOPIC_WORDS }, pick);
    const words: string[] = [];
    while (words.length < options.wordsPerDocument) words.push(nextWord(topic, pick, random));
    yield { title: topic.slice(0, TITLE_WORDS).map(wordOf).join(' '), text: sentences(words) };
  }
}

/** Questions of two to eight words over the same vocabulary, half of their content words rarer ones. */
export function generateQueries(options: {
  readonly queries: number;
  readonly vocabulary: number;
  readonly seed: number;
}): readonly string[] {
  const random = seededRandom(options.seed ^ 0x5eed);
  const pick = createZipf(options.vocabulary, random);
  return Array.from({ length: options.queries }, () => {
    const length = 2 + Math.floor(random() * 7);
    const words = Array.from({ length }, () => wordOf(random() < 0.5 ? Math.max(pick(), pick()) : pick()));
    return ['what', 'is', 'the', ...words].join(' ');
  });
}

const TITLE_WORDS = 5;
const TOPIC_WORDS = 12;
const FUNCTION_WORD_SHARE = 0.4;
const TOPIC_SHARE = 0.2;
const SENTENCE_WORDS = 15;
/** The exponent of English words behind the head. */
const ZIPF_EXPONENT = 1.05;

const FUNCTION_WORDS =
  'the of and a to in is that it was for as with be by on not this are at but they their such into if will'.split(' ');
const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';

function nextWord(topic: readonly number[], pick: () => number, random: () => number): string {
  const draw = random();
  if (draw < FUNCTION_WORD_SHARE) return FUNCTION_WORDS[Math.floor(random() ** 2 * FUNCTION_WORDS.length)] ?? 'the';
  if (draw < FUNCTION_WORD_SHARE + TOPIC_SHARE) return wordOf(topic[Math.floor(random() * topic.length)] ?? 0);
  return wordOf(pick());
}

function sentences(words: readonly string[]): string {
  const parts: string[] = [];
  for (let start = 0; start < words.length; start += SENTENCE_WORDS) {
    const sentence = words.slice(start, start + SENTENCE_WORDS).join(' ');
    parts.push(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
  }
  return parts.join(' ');
}

/** Ranks from 0 with probability ∝ 1 / (rank + 2)^s, by inverting the continuous distribution: no table to search. */
function createZipf(vocabulary: number, random: () => number): () => number {
  const power = 1 - ZIPF_EXPONENT;
  const low = 2 ** power;
  const span = (vocabulary + 2) ** power - low;
  return () => Math.min(vocabulary - 1, Math.floor((low + random() * span) ** (1 / power)) - 2);
}

/** A pronounceable word for a rank; different ranks give different words, and none carries an English suffix by rule. */
function wordOf(rank: number): string {
  let rest = rank + 70;
  let word = '';
  while (rest > 0) {
    word += CONSONANTS.charAt(rest % CONSONANTS.length);
    rest = Math.floor(rest / CONSONANTS.length);
    word += VOWELS.charAt(rest % VOWELS.length);
    rest = Math.floor(rest / VOWELS.length);
  }
  return `${word}k`;
}
