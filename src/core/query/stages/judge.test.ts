import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';

const QUESTION = 'When was Fastnet first lit?';
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

const judged = async (text: string, minConfidence: number | null) =>
  (await walk(world, text, { until: 'judge', change: { minConfidence } })).state.answer;

describe('judge', () => {
  it('lets an answer stand that is as sure as it has to be, and not a bit less', async () => {
    const answer = await judged(QUESTION, null);
    expect(answer?.answered).toBe(true);
    const confidence = answer?.confidence ?? 0;
    expect(await judged(QUESTION, confidence)).toEqual(answer);
    expect(await judged(QUESTION, Math.min(1, confidence + 0.001))).toMatchObject({ answered: false, confidence });
  });

  it('holds the words back with the citations, and names both figures', async () => {
    const held = await judged(QUESTION, 1);
    expect(held).toMatchObject({ answered: false, citations: [] });
    expect(held?.response).not.toContain('1904');
    expect(held?.response).toMatch(/probability of \d+ %, and min_confidence asks for 100 %/);
  });

  it('leaves a refusal as the tool gave it', async () => {
    const refusal = await judged('What is the melting point of tungsten carbide?', 1);
    expect(refusal?.response).toMatch(/^Not in your documents/);
  });
});
