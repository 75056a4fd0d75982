import { describe, expect, it } from 'vitest';
import { usedQueries } from '../../../test/support/used-queries.ts';
import { propose } from './propose.ts';
import { UNTUNED } from './tuning-settings.ts';

const of = (pattern: string, confidence: number, durationMs: number, count = 60) =>
  usedQueries(count, (i) => ({
    patternUsed: pattern,
    durationMs,
    confidence: confidence + (i % 2 === 0 ? 0.02 : -0.02),
  }));

describe('propose: the pattern auto takes', () => {
  it('is one that answers as well in less time', () => {
    const [proposal] = propose([...of('fused', 0.7, 10), ...of('fast', 0.7, 4)], UNTUNED);
    expect(proposal).toMatchObject({
      proposalId: 'auto_pattern.fast',
      setting: 'autoPattern',
      value: 'fast',
      current: null,
      basedOn: 120,
      expected: { p50_ms: -6, p95_ms: -6 },
      evidence: 'moderate',
    });
    expect(proposal?.reason).toContain('"fast" answers as well as "fused"');
  });

  it('is one that answers better, whatever it costs', () => {
    const proposals = propose([...of('fast', 0.4, 4, 200), ...of('fused', 0.8, 40, 200)], {
      ...UNTUNED,
      autoPattern: 'fast',
    });
    expect(proposals).toMatchObject([{ value: 'fused', current: 'fast', evidence: 'strong' }]);
    expect(proposals[0]?.expected['quality']).toBeCloseTo(0.4, 10);
  });

  it.each([
    ['is worse', of('fast', 0.6, 1)],
    ['is as slow', of('fast', 0.7, 9)],
    ['was hardly used', of('fast', 0.7, 1, 29)],
  ])('is none that %s', (_why, queries) => {
    expect(propose([...of('fused', 0.7, 10), ...queries], UNTUNED)).toEqual([]);
  });

  it('is none while the one in force was hardly used', () => {
    expect(propose([...of('fused', 0.7, 10, 5), ...of('fast', 0.9, 1)], UNTUNED)).toEqual([]);
  });
});

describe('propose: the confidence that is asked for', () => {
  const rated = (count: number, confidence: number, reward: number) =>
    usedQueries(count, () => ({ confidence, reward }));

  it('holds back what people call bad and keeps what they call good', () => {
    const [proposal] = propose([...rated(100, 0.8, 1), ...rated(40, 0.33, 0)], UNTUNED);
    expect(proposal).toMatchObject({
      proposalId: 'min_confidence.0.35',
      setting: 'minConfidence',
      value: 0.35,
      evidence: 'strong',
      basedOn: 140,
      expected: { bad_avoided: 40, good_lost: 0 },
    });
    expect(proposal?.expected['held_back_share']).toBeCloseTo(40 / 140, 10);
    expect(proposal?.reason).toContain('held back 40 of 40 bad ones and 0 of 100 good ones');
  });

  it('is only moderate on little evidence', () => {
    expect(propose([...rated(16, 0.8, 1), ...rated(5, 0.3, 0)], UNTUNED)).toMatchObject([{ evidence: 'moderate' }]);
  });

  it('is none where good and bad answers are as sure', () => {
    const mixed = [...rated(30, 0.4, 1), ...rated(30, 0.4, 0), ...rated(30, 0.7, 1)];
    expect(propose(mixed, UNTUNED)).toEqual([]);
  });

  it('is none without ratings, and goes up from what is in force', () => {
    expect(propose([...of('fast', 0.8, 1), ...rated(19, 0.3, 0)], UNTUNED)).toEqual([]);
    expect(propose([...rated(100, 0.8, 1), ...rated(40, 0.33, 0)], { ...UNTUNED, minConfidence: 0.35 })).toEqual([]);
  });
});
