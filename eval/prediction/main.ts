import { parseArgs } from 'node:util';
import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { createStaticEmbedder } from '../../src/adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../../src/adapters/static-embedder/token-table.ts';
import { MODEL_FOLDER } from '../../src/compose/model-folder.ts';
import { BackgroundVectors } from '../../src/core/learning/background-vectors.ts';
import { LearnedQueries } from '../../src/core/learning/learned-queries.ts';
import { NextQueries } from '../../src/core/learning/next-queries.ts';
import { NEXT_QUERY_WEIGHTS, type NextQueryWeights } from '../../src/core/learning/next-query-model.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { answeredQuery } from '../../test/support/history-rows.ts';
import { type Asked, generateSessions, readIntents, type SessionPlan } from './sessions.ts';
import { type Figures, Tally } from './tally.ts';

const SCOPE = { tenant: 'default', collection: 'default' };
/** Predictions that are looked at: hit@3. */
const SHOWN = 3;
/** Milliseconds between two questions of a session, and between two sessions. */
const STEP_MS = 20_000;

type Predicted = readonly { readonly text: string; readonly probability: number }[];
type Predictor = (session: readonly Asked[], sessionId: string) => Promise<Predicted> | Predicted;

/** Held-out sessions against what the training sessions taught: the server's own model, and the two baselines. */
export async function prediction(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true },
      seed: { type: 'string', multiple: true, default: ['11', '12', '13'] },
      sessions: { type: 'string', default: '3000' },
      phrasings: { type: 'string', default: '6' },
      novel: { type: 'string', default: '0.2' },
      caution: { type: 'string', default: String(NEXT_QUERY_WEIGHTS.caution) },
      pair: { type: 'string', default: String(NEXT_QUERY_WEIGHTS.pairCaution) },
      similarity: { type: 'string', default: String(NEXT_QUERY_WEIGHTS.similarityMin) },
      sharpness: { type: 'string', default: String(NEXT_QUERY_WEIGHTS.sharpness) },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) {
    console.error('name folders with intents: --data <banking77> --data <clinc150>');
    return 1;
  }
  const weights = {
    caution: Number(values.caution),
    pairCaution: Number(values.pair),
    similarityMin: Number(values.similarity),
    sharpness: Number(values.sharpness),
  };
  const rows: Row[] = [];
  for (const data of values.data)
    for (const seed of values.seed) {
      const sessions = Number(values.sessions);
      const plan = { seed: Number(seed), trainSessions: sessions, testSessions: Math.ceil(sessions / 6) };
      const phrased = { ...plan, phrasings: Number(values.phrasings), novel: Number(values.novel) };
      rows.push(...(await evaluate(data, phrased, weights)));
    }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else print(rows);
  return 0;
}

type Row = { readonly data: string; readonly seed: number; readonly model: string } & Figures;

async function evaluate(data: string, plan: SessionPlan, weights: NextQueryWeights): Promise<readonly Row[]> {
  const { train, test } = generateSessions(readIntents(data), plan);
  const intentOf = new Map([...train, ...test].flat().map(({ text, intent }) => [text, intent]));
  const models = { ...baselines(train), queryloom: await server(train, weights) };
  const rows: Row[] = [];
  for (const [model, predict] of Object.entries(models)) {
    const tally = new Tally(SHOWN, intentOf);
    for (const [i, session] of test.entries())
      for (let at = 1; at < session.length; at++) {
        const next = session[at];
        if (next !== undefined) tally.add(await predict(session.slice(0, at), `test-${i}`), next);
      }
    rows.push({ data: data.split('/').at(-1) ?? data, seed: plan.seed, model, ...tally.figures() });
  }
  return rows;
}

/** The server's model, taught as the server is: query by query, with sessions. Test sessions are not learned from. */
async function server(train: readonly (readonly Asked[])[], weights: NextQueryWeights): Promise<Predictor> {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const learned = new LearnedQueries(createCatalogue());
  const embedder = createStaticEmbedder(await loadTokenTable(MODEL_FOLDER));
  const vectors = new BackgroundVectors({ embedder, scheduler: systemScheduler });
  const next = new NextQueries({ learned, embedder, clock, vectors, weights });
  for (const [i, session] of train.entries())
    for (const { text } of session) {
      learned.answered(answeredQuery(text, { sessionId: `train-${i}`, timestampMs: clock.now() }));
      clock.advance(STEP_MS);
    }
  const similar = learned.book(SCOPE)?.similar;
  while (similar !== undefined && similar.waiting > 0) await similar.embedSome(embedder);
  return async (session) => {
    const text = session.at(-1)?.text ?? '';
    const before = session.at(-2)?.text ?? null;
    const found = await next.predict({ scope: SCOPE, text, before, session: null }, 50);
    return found.map(({ query, probability }) => ({ text: query.text, probability }));
  };
}

/** What is asked most, and what followed the last question most often (what is asked most when it was never asked). */
function baselines(train: readonly (readonly Asked[])[]): Readonly<Record<string, Predictor>> {
  const all = counts(train.flat().map(({ text }) => text));
  const after = new Map<string, string[]>();
  for (const session of train)
    for (const [i, { text }] of session.entries()) {
      const next = session[i + 1];
      if (next !== undefined) after.set(text, [...(after.get(text) ?? []), next.text]);
    }
  const popular = shares(all);
  const following = new Map([...after].map(([text, texts]) => [text, shares(counts(texts))]));
  return {
    'most popular': () => popular,
    'last transition': (session) => following.get(session.at(-1)?.text ?? '') ?? popular,
  };
}

function counts(texts: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}

function shares(found: ReadonlyMap<string, number>): Predicted {
  const total = [...found.values()].reduce((sum, count) => sum + count, 0);
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 50)
    .map(([text, count]) => ({ text, probability: count / total }));
}

function print(rows: readonly Row[]): void {
  console.log(
    '| data | seed | model | same words in 3 | same intent in 3 | expected error | mean sum |\n|---|---|---|---|---|---|---|',
  );
  for (const { data, seed, model, hits, intentHits, calibrationError, meanSum, count } of rows)
    console.log(
      `| ${data} (${count}) | ${seed} | ${model} | ${percent(hits)} | ${percent(intentHits)} | ${calibrationError.toFixed(3)} | ${meanSum.toFixed(2)} |`,
    );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
