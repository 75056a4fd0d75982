import { describe, expect, it } from 'vitest';
import { generateSessions } from './sessions.ts';

const INTENTS = new Map(
  Array.from({ length: 40 }, (_, i) => [`i${i}`, Array.from({ length: 60 }, (_text, j) => `i${i} phrasing ${j}`)]),
);
const PLAN = { seed: 5, trainSessions: 400, testSessions: 80, phrasings: 4, novel: 0.25 };

describe('generateSessions', () => {
  it('gives the same sessions for the same seed', () => {
    expect(generateSessions(INTENTS, PLAN)).toEqual(generateSessions(INTENTS, PLAN));
    expect(generateSessions(INTENTS, { ...PLAN, seed: 6 })).not.toEqual(generateSessions(INTENTS, PLAN));
  });

  it('keeps to its plan: lengths, phrasings that come back, and words that are new', () => {
    const { train, test } = generateSessions(INTENTS, PLAN);
    const asked = [...train, ...test].flat();
    expect(train).toHaveLength(400);
    for (const session of train) expect(session.length).toBeGreaterThanOrEqual(2);
    const mean = train.flat().length / train.length;
    expect(mean).toBeGreaterThan(3);
    expect(mean).toBeLessThan(5);
    const novel = asked.filter(({ text }) => Number(text.split(' ').at(-1)) >= PLAN.phrasings);
    expect(novel.length / asked.length).toBeGreaterThan(0.2);
    expect(novel.length / asked.length).toBeLessThan(0.3);
    for (const { text, intent } of asked) expect(text.startsWith(`${intent} `)).toBe(true);
  });
});
