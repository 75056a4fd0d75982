import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../test/support/seeded-random.ts';

/** A question of a session, and the intent behind it: two phrasings of one intent ask the same. */
export type Asked = { readonly text: string; readonly intent: string };

export type SessionPlan = {
  readonly seed: number;
  readonly trainSessions: number;
  readonly testSessions: number;
  /** Phrasings of an intent that come back; the first is half as often again as the second, and so on (Zipf). */
  readonly phrasings: number;
  /** Share of questions in words that no earlier session used. */
  readonly novel: number;
};

/** Intents that may follow one; weights fall by half from one to the next. */
const FOLLOWERS = 4;
/** How a question comes about: what follows in the topic's chain, another question of the topic, or any popular one. */
const CHAIN_SHARE = 0.65;
const TOPIC_SHARE = 0.2;
/** Topics; a session stays with one for most of its way. */
const TOPICS = 8;
const SWITCH_SHARE = 0.1;
/** Questions of a session, on average; never fewer than two. */
const MEAN_LENGTH = 4;
const LENGTH_MAX = 12;

/** Intents of a data set with their phrasings, in the order of the file. `oos` (out of scope) is no intent. */
export function readIntents(folder: string): ReadonlyMap<string, readonly string[]> {
  const intents = new Map<string, string[]>();
  for (const { text, intent } of readQueries(folder)) {
    if (intent === 'oos') continue;
    const known = intents.get(intent) ?? [];
    known.push(text);
    intents.set(intent, known);
  }
  return intents;
}

function readQueries(folder: string): readonly Asked[] {
  if (folder.includes('clinc')) return readLines(join(folder, 'train.jsonl')).map((line): Asked => JSON.parse(line));
  return readLines(join(folder, 'train.csv'))
    .slice(1)
    .map((line) => {
      const comma = line.lastIndexOf(',');
      const text = line.slice(0, comma).replace(/^"|"$/g, '').replaceAll('""', '"');
      return { text, intent: line.slice(comma + 1).trim() };
    });
}

/** Lines of a file; a line break inside quotes belongs to its line. */
function readLines(path: string): readonly string[] {
  const lines: string[] = [];
  let open = '';
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    open = open === '' ? line : `${open} ${line}`;
    if (path.endsWith('.csv') && (open.match(/"/g)?.length ?? 0) % 2 === 1) continue;
    if (open.trim() !== '') lines.push(open);
    open = '';
  }
  return lines;
}

/**
 * Sessions of a stated process over real questions: intents stand in topics; each intent has four likely followers in its topic;
 * a session walks that chain, jumps inside its topic or to what is popular, and now and then changes the topic. Every question is
 * put in one of its intent's phrasings, some of which nobody used before.
 */
export function generateSessions(intents: ReadonlyMap<string, readonly string[]>, plan: SessionPlan) {
  const random = seededRandom(plan.seed);
  const world = new World([...intents.keys()], random);
  const phrase = phraser(intents, plan, random);
  const session = (): readonly Asked[] => {
    const asked: Asked[] = [];
    for (const intent of world.walk()) asked.push({ intent, text: phrase(intent) });
    return asked;
  };
  const train = Array.from({ length: plan.trainSessions }, session);
  return { train, test: Array.from({ length: plan.testSessions }, session) };
}

class World {
  readonly #random: () => number;
  readonly #topics: readonly (readonly string[])[];
  readonly #followers = new Map<string, readonly string[]>();
  readonly #byPopularity: readonly string[];

  constructor(intents: readonly string[], random: () => number) {
    this.#random = random;
    const shuffled = shuffle(intents, random);
    this.#topics = Array.from({ length: TOPICS }, (_, t) => shuffled.filter((_intent, i) => i % TOPICS === t));
    this.#byPopularity = shuffle(intents, random);
    for (const topic of this.#topics)
      for (const intent of topic) {
        const others = topic.filter((other) => other !== intent);
        this.#followers.set(intent, shuffle(others, random).slice(0, FOLLOWERS));
      }
  }

  walk(): readonly string[] {
    const length = Math.min(
      LENGTH_MAX,
      2 + Math.floor(Math.log(1 - this.#random()) / Math.log(1 - 1 / (MEAN_LENGTH - 1))),
    );
    let topic = Math.floor(this.#random() * TOPICS);
    const intents = [this.#inTopic(topic)];
    while (intents.length < length) {
      if (this.#random() < SWITCH_SHARE) topic = Math.floor(this.#random() * TOPICS);
      intents.push(this.#next(intents.at(-1) ?? '', topic));
    }
    return intents;
  }

  #next(last: string, topic: number): string {
    const draw = this.#random();
    if (draw < CHAIN_SHARE) return halving(this.#followers.get(last) ?? [], this.#random) ?? this.#inTopic(topic);
    if (draw < CHAIN_SHARE + TOPIC_SHARE) return this.#inTopic(topic);
    return zipf(this.#byPopularity, this.#random);
  }

  #inTopic(topic: number): string {
    return zipf(this.#topics[topic] ?? [], this.#random);
  }
}

function phraser(intents: ReadonlyMap<string, readonly string[]>, plan: SessionPlan, random: () => number) {
  const used = new Map<string, number>();
  return (intent: string): string => {
    const texts = intents.get(intent) ?? [];
    if (random() >= plan.novel) return zipf(texts.slice(0, plan.phrasings), random);
    const next = plan.phrasings + (used.get(intent) ?? 0);
    used.set(intent, (used.get(intent) ?? 0) + 1);
    return texts[next % texts.length] ?? '';
  };
}

/** The item at rank r with probability ∝ 1 / (r + 1). */
function zipf(items: readonly string[], random: () => number): string {
  let total = 0;
  for (let rank = 1; rank <= items.length; rank++) total += 1 / rank;
  let draw = random() * total;
  for (const [i, item] of items.entries()) {
    draw -= 1 / (i + 1);
    if (draw < 0) return item;
  }
  return items.at(-1) ?? '';
}

function halving(items: readonly string[], random: () => number): string | undefined {
  return items.find(() => random() < 0.5) ?? items.at(-1);
}

function shuffle(items: readonly string[], random: () => number): readonly string[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
