import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { systemClock } from '../../shared/clock.ts';
import type { TuningReader } from '../advice/tuning-settings.ts';
import { AnswerCache } from '../cache/answer-cache.ts';
import { type QueryRequest, queryRequest } from './query-request.ts';
import { QueryService } from './query-service.ts';

const QUESTION = 'Who designed the fourth Eddystone lighthouse?';
const answers = new AnswerCache({ clock: systemClock, bytesMax: 1_048_576 });
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

async function ask(of: TuningReader['of'], change: Partial<Omit<QueryRequest, 'text'>> = {}) {
  const told: string[] = [];
  const listener = { answered: ({ text }: { text: string }) => void told.push(text) };
  const observer = { answered: () => void told.push('observed'), failed: () => void told.push('failed') };
  const queries = new QueryService(
    { ...world.ports, answers, tuning: { of } },
    { observer, keepHistory: true, listeners: [listener] },
  );
  const answer = await queries.run(queryRequest(QUESTION, change), ASKER, AbortSignal.timeout(5_000));
  await queries.settled();
  const detail = (name: string) => answer.trace.spans.find((span) => span.name === name)?.detail ?? {};
  return { answer, told, detail };
}

const TUNED = { autoPattern: 'bare', minConfidence: 0.999 } as const;

describe('a tuned query', () => {
  it('takes the tuned pattern for auto and asks for the tuned confidence, and says so in its trace', async () => {
    const { answer, detail } = await ask(() => TUNED, { pattern: 'auto' });
    expect(answer).toMatchObject({ patternUsed: 'bare', answered: false, degraded: [] });
    expect(answer.response).toContain('min_confidence asks for 100 %');
    const tuned = ['min_confidence 0.999', 'pattern auto takes bare'];
    expect(detail('judge')).toMatchObject({ min_confidence: 0.999, tuned });
    expect(detail('route')).toMatchObject({ tuned });
  });

  it('leaves alone what the request says', async () => {
    const { answer, detail } = await ask(() => TUNED, { pattern: 'fused', minConfidence: 0.1, cache: 'bypass' });
    expect(answer).toMatchObject({ patternUsed: 'fused', answered: true });
    expect(detail('judge')).not.toHaveProperty('tuned');
  });

  it('is not answered from what was cached before it was tuned', async () => {
    const before = await ask(() => ({ autoPattern: null, minConfidence: null }));
    const again = await ask(() => ({ autoPattern: null, minConfidence: null }));
    expect([before.answer.answered, again.answer.cache.result]).toEqual([true, 'exact']);
    const { answer } = await ask(() => ({ autoPattern: null, minConfidence: 0.999 }));
    expect(answer).toMatchObject({ answered: false, cache: { result: 'miss' } });
  });

  it('goes on untuned when its tuning cannot be read, and names it', async () => {
    const { answer } = await ask(async () => null, { pattern: 'auto', cache: 'bypass' });
    expect(answer).toMatchObject({ patternUsed: 'fused', answered: true });
    expect(answer.degraded).toEqual(['tuning: what was tuned could not be read']);
  });

  it('is neither remembered nor counted when it is a trial', async () => {
    const asked = await ask(() => TUNED, { cache: 'bypass' });
    expect(asked.told).toEqual(['observed', QUESTION]);
    const trial = await ask(() => TUNED, { cache: 'bypass', purpose: 'trial' });
    expect(trial.told).toEqual([]);
    const code = 'QUERY_NOT_FOUND';
    await expect(world.past.answer(ASKER.tenant, trial.answer.queryId)).rejects.toMatchObject({ code });
  });
});
