import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyseTerms } from '../../src/core/retrieval/analyse-text.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { startServer } from '../../test/support/start-server.ts';
import { type EvalQuery, loadBeir } from '../beir.ts';
import { Client, type EnhancedText } from '../client.ts';
import { average, ndcgAt } from '../metrics.ts';
import { type Slip, withSlip } from './typos.ts';

const COLLECTION = 'eval';
const DEPTH = 10;
const SEED = 11;

type Case = {
  readonly query: EvalQuery;
  readonly original: EnhancedText;
  /** nDCG@10 of the question without a slip, as it was and enhanced. */
  readonly ndcg: readonly [number, number];
  readonly slips: readonly SlipCase[];
};
type SlipCase = {
  readonly kind: 'words' | 'names';
  readonly word: string;
  readonly slip: string;
  readonly enhanced: EnhancedText;
  /** nDCG@10 of the question as it was, with the slip, and enhanced; and whether each was answered. */
  readonly ndcg: readonly [number, number, number];
  readonly answered: readonly [boolean, boolean, boolean];
};

/**
 * `eval enhance --data <folder>`: a slip is put into each question; how often enhancing takes it back, what that does to what
 * is found, and how often a question without a slip is changed. Everything over HTTP.
 */
export async function enhance(args: string[]): Promise<number> {
  const options = { data: { type: 'string' }, examples: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args, options });
  if (values.data === undefined) {
    console.error('name the data: --data <a folder in BEIR layout, or of questions with context_id>');
    return 1;
  }
  const { corpus, queries } = await loadSet(values.data);
  const server = await startServer();
  try {
    const client = new Client(server.url);
    await client.ingest(corpus, COLLECTION);
    const random = seededRandom(SEED);
    const vocabulary = new Set(corpus.flatMap(({ title, text }) => analyseTerms(`${title} ${text}`)));
    const isKnown = (word: string) => analyseTerms(word).every((term) => vocabulary.has(term));
    const cases: Case[] = [];
    for (const query of queries)
      cases.push(await measure(client, query, (kind) => withSlip(query.text, { kind, isKnown, random })));
    report(cases, values.examples);
    return 0;
  } finally {
    await server.stop();
  }
}

async function loadSet(folder: string): Promise<Awaited<ReturnType<typeof loadBeir>>> {
  if (existsSync(join(folder, 'qrels.tsv'))) return loadBeir(folder);
  const rows = (name: string) =>
    readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return {
    corpus: rows('corpus.jsonl').map(({ _id, title, text }) => ({
      id: String(_id),
      title: String(title),
      text: String(text),
    })),
    queries: rows('queries.jsonl').map(({ _id, text, context_id }) => ({
      ...{ id: String(_id), text: String(text) },
      gold: new Map([[String(context_id), 1]]),
    })),
  };
}

async function measure(
  client: Client,
  query: EvalQuery,
  slipOf: (kind: SlipCase['kind']) => Slip | null,
): Promise<Case> {
  const original = await client.enhance(query.text, COLLECTION);
  const before = await find(client, query, query.text);
  const slips: SlipCase[] = [];
  for (const kind of ['words', 'names'] as const) {
    const made = slipOf(kind);
    if (made === null) continue;
    const enhanced = await client.enhance(made.text, COLLECTION);
    const [typed, after] = [await find(client, query, made.text), await find(client, query, enhanced.enhanced)];
    slips.push({
      ...{ kind, word: made.word, slip: made.slip, enhanced },
      ndcg: [before.ndcg, typed.ndcg, after.ndcg],
      answered: [before.answered, typed.answered, after.answered],
    });
  }
  const rewritten = await find(client, query, original.enhanced);
  return { query, original, ndcg: [before.ndcg, rewritten.ndcg], slips };
}

async function find(client: Client, { gold }: EvalQuery, text: string) {
  const found = await client.find(text, { pattern: 'fast', collection: COLLECTION, depth: DEPTH });
  return { ndcg: ndcgAt(DEPTH, found.ranked, gold), answered: found.answered };
}

function report(cases: readonly Case[], withExamples: boolean): void {
  const changed = cases.filter(({ original }) => spellingOf(original) !== undefined);
  console.log(
    `questions without a slip: ${cases.length}, a word of them changed: ${percent(changed.length / cases.length)}`,
  );
  for (const { original } of changed.slice(0, 20)) console.log(`  ${pairs(original)}`);
  for (const kind of ['spelling', 'abbreviation', 'question_mark']) {
    const touched = cases.filter(({ original }) => original.enhancements.some((one) => one.kind === kind));
    const [was, is] = [0, 1].map((i) => percent(average(touched.map(({ ndcg }) => ndcg[i] ?? 0))));
    console.log(`  with ${kind}: ${touched.length}, nDCG@10 ${was} as they were, ${is} enhanced`);
  }
  if (withExamples) {
    for (const { original, ndcg } of cases)
      if (ndcg[1] < ndcg[0]) console.log(`  worse: ${original.original} | ${original.enhanced}`);
  }
  for (const kind of ['words', 'names'] as const) {
    const slips = cases.flatMap((one) => one.slips).filter((slip) => slip.kind === kind);
    const share = (is: (slip: SlipCase) => boolean) => percent(average(slips.map((slip) => (is(slip) ? 1 : 0))));
    console.log(`slips in ${kind}: ${slips.length}`);
    console.log(
      `  taken back ${share(isRestored)}, made another word ${share((slip) => !isRestored(slip) && isTouched(slip))}, left ${share((slip) => !isTouched(slip))}`,
    );
    const [original, typed, enhanced] = [0, 1, 2].map((i) => percent(average(slips.map(({ ndcg }) => ndcg[i] ?? 0))));
    console.log(`  nDCG@10: as it was ${original}, with the slip ${typed}, enhanced ${enhanced}`);
    const rates = [0, 1, 2].map((i) => percent(average(slips.map(({ answered }) => (answered[i] === true ? 1 : 0)))));
    console.log(`  answered: as it was ${rates[0]}, with the slip ${rates[1]}, enhanced ${rates[2]}`);
    if (!withExamples) continue;
    const missed = slips.filter((slip) => !isRestored(slip)).slice(0, 40);
    for (const slip of missed) console.log(`  ${slip.word}, typed ${slip.slip}: ${pairs(slip.enhanced)}`);
  }
}

function spellingOf({ enhancements }: EnhancedText) {
  return enhancements.find(({ kind }) => kind === 'spelling');
}

function pairs({ enhancements }: EnhancedText): string {
  return enhancements
    .filter(({ kind }) => kind === 'spelling')
    .map(({ from, to }) => `${from} → ${to}`)
    .join(', ');
}

function isTouched({ slip, enhanced }: SlipCase): boolean {
  return enhanced.enhancements.some(({ kind, from }) => kind === 'spelling' && from === slip);
}

function isRestored({ word, slip, enhanced }: SlipCase): boolean {
  return enhanced.enhancements.some(({ from, to }) => from === slip && to.toLowerCase() === word.toLowerCase());
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
