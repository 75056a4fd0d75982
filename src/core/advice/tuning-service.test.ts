import { describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { memorySaved } from '../../../test/support/memory-saved.ts';
import { manualClock } from '../../shared/clock.ts';
import { TuningService } from './tuning-service.ts';
import { UNTUNED } from './tuning-settings.ts';
import { UsageMemory } from './usage-memory.ts';

const DAY_MS = 24 * 3_600_000;

/** A tenant whose `fast` answers as `fused` does, in a tenth of the time, and whose unsure answers are called bad. */
function world(saved = memorySaved()) {
  const clock = manualClock(1_000);
  const usage = new UsageMemory();
  for (let i = 0; i < 1_600; i++) {
    const patternUsed = i % 2 === 0 ? 'fast' : 'fused';
    const query = answeredQuery(`q${i}`, { patternUsed, durationMs: patternUsed === 'fast' ? 1 : 10 });
    usage.answered(query);
  }
  for (let i = 0; i < 80; i++) {
    const isGood = i % 2 === 0;
    const query = answeredQuery(`r${i}`, { confidence: isGood ? 0.8 : 0.3, cacheHit: true });
    usage.answered(query);
    const [rating, reward] = isGood ? [5, 1] : [1, 0];
    usage.rated({ query, userId: 'ann', rating, reward, replaced: null });
  }
  const tuning = new TuningService({ saved, clock, usage });
  return { tuning, usage, clock, saved };
}

const idsOf = (list: readonly { readonly proposalId: string }[]) => list.map(({ proposalId }) => proposalId);
const BOTH = ['auto_pattern.fast', 'min_confidence.0.35'];

describe('TuningService', () => {
  it('proposes and changes nothing by itself', async () => {
    const { tuning } = world();
    const { tuning: known, proposals } = await tuning.state('default');
    expect([idsOf(proposals), known.applied]).toEqual([BOTH, []]);
    expect(await tuning.of('default')).toEqual(UNTUNED);
    expect((await tuning.state('globex')).proposals).toEqual([]);
  });

  it('puts a proposal in force at once, for its tenant alone, and over a restart', async () => {
    const { tuning, saved, clock, usage } = world();
    await tuning.of('default');
    const applied = await tuning.apply('default', 'auto_pattern.fast', 'person');
    expect(applied).toMatchObject({ value: 'fast', current: null, by: 'person', appliedAtMs: 1_000 });
    expect(await tuning.of('default')).toEqual({ autoPattern: 'fast', minConfidence: null });
    expect(await tuning.of('globex')).toEqual(UNTUNED);
    const again = new TuningService({ saved, clock, usage });
    expect(await again.of('default')).toEqual({ autoPattern: 'fast', minConfidence: null });
    expect(idsOf((await again.state('default')).proposals)).toEqual(['min_confidence.0.35']);
  });

  it('applies once, however often it is asked', async () => {
    const { tuning } = world();
    const first = await tuning.apply('default', 'auto_pattern.fast', 'person');
    expect(await tuning.apply('default', 'auto_pattern.fast', 'person')).toEqual(first);
    expect((await tuning.state('default')).tuning.applied).toHaveLength(1);
  });

  it('loses nothing of changes at once', async () => {
    const { tuning } = world();
    await Promise.all(BOTH.map((proposalId) => tuning.apply('default', proposalId, 'person')));
    expect(await tuning.of('default')).toEqual({ autoPattern: 'fast', minConfidence: 0.35 });
  });

  it('takes back to what was before', async () => {
    const { tuning } = world();
    await tuning.apply('default', 'min_confidence.0.35', 'person');
    expect(await tuning.revert('default', 'min_confidence.0.35')).toEqual(UNTUNED);
    expect(await tuning.of('default')).toEqual(UNTUNED);
    expect(idsOf((await tuning.state('default')).proposals)).toEqual(BOTH);
  });

  it.each(['auto_pattern.bare', 'nothing'])('knows no proposal %s', async (proposalId) => {
    const { tuning } = world();
    const code = 'TUNING_PROPOSAL_NOT_FOUND';
    await expect(tuning.apply('default', proposalId, 'person')).rejects.toMatchObject({ code });
    await expect(tuning.revert('default', proposalId)).rejects.toMatchObject({ code });
    await expect(tuning.apply('globex', 'auto_pattern.fast', 'person')).rejects.toMatchObject({ code });
  });

  it('follows strong evidence when told to, but not where a person took it back within a month', async () => {
    const { tuning, clock } = world();
    await tuning.apply('default', 'auto_pattern.fast', 'person');
    await tuning.revert('default', 'auto_pattern.fast');
    expect(idsOf(await tuning.applyStrong('default'))).toEqual(['min_confidence.0.35']);
    expect(await tuning.of('default')).toEqual({ autoPattern: null, minConfidence: 0.35 });
    clock.advance(31 * DAY_MS);
    expect((await tuning.applyStrong('default')).map(({ by }) => by)).toEqual(['automatic']);
    expect(await tuning.of('default')).toEqual({ autoPattern: 'fast', minConfidence: 0.35 });
  });

  it('sees what another process changed after some seconds', async () => {
    const { tuning, saved, clock, usage } = world();
    expect(await tuning.of('default')).toEqual(UNTUNED);
    await new TuningService({ saved, clock, usage }).apply('default', 'auto_pattern.fast', 'person');
    expect(await tuning.of('default')).toEqual(UNTUNED);
    clock.advance(5_000);
    expect(await tuning.of('default')).toEqual({ autoPattern: 'fast', minConfidence: null });
  });

  it('says null while the records cannot be read', async () => {
    const broken = { ...memorySaved(), get: () => Promise.reject(new Error('no records')) };
    expect(await world(broken).tuning.of('default')).toBeNull();
  });
});
