import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

const FIRST = 'Who built Bell Rock?';
const SECOND = 'How high is the tower of Fastnet Rock?';
let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld();
  app = await queryApp(world);
  for (const id of ['one', 'two', 'three']) {
    await app.ask(FIRST, { session_id: id });
    await app.ask(SECOND, { session_id: id });
  }
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

async function predicted(text: string, more = '', headers = {}) {
  const path = `/api/query/predict?current_query=${encodeURIComponent(text)}${more}`;
  return (await app.call('GET', path, undefined, headers)).body;
}

describe('GET /api/query/predict', () => {
  it('gives what followed, with probabilities that sum to at most 1', async () => {
    const body = await predicted(' who built  bell rock');
    expect(body.current_query).toBe('who built bell rock');
    expect(body.predictions[0]).toMatchObject({ query: SECOND });
    expect(body.predictions[0].probability).toBeGreaterThan(0.5);
    const sum = body.predictions.reduce(
      (total: number, { probability }: { probability: number }) => total + probability,
      0,
    );
    expect(sum).toBeLessThanOrEqual(1);
  });

  it('learns from questions that say the same', async () => {
    const { predictions } = await predicted('By whom was Bell Rock built?');
    expect(predictions[0]).toMatchObject({ query: SECOND });
  });

  it('gives at most k, and none to another tenant or collection', async () => {
    expect((await predicted('Something else', '&k=1')).predictions).toHaveLength(1);
    expect((await predicted(FIRST, '', { 'x-tenant': 'stranger' })).predictions).toEqual([]);
    expect((await predicted(FIRST, '&collection=other')).predictions).toEqual([]);
  });

  it.each(['', '&k=0', '&k=51', '&colour=red'])('refuses what it cannot read: %j', async (more) => {
    const text = more === '' ? ' ' : 'why?';
    expect(await predicted(text, more)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});
