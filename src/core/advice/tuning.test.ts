import { describe, expect, it } from 'vitest';
import { type AppliedProposal, NEVER_TUNED, readTuning, settingsOf } from './tuning.ts';

const applied = (change: Partial<AppliedProposal>): AppliedProposal => ({
  proposalId: 'min_confidence.0.4',
  setting: 'minConfidence',
  value: 0.4,
  current: null,
  reason: 'because',
  expected: {},
  evidence: 'strong',
  basedOn: 20,
  appliedAtMs: 1,
  by: 'person',
  ...change,
});

describe('tuning', () => {
  it('has in force what was applied last of each setting', () => {
    const tuning = {
      takenBack: [],
      applied: [applied({}), applied({ setting: 'autoPattern', value: 'bare' }), applied({ value: 0.5 })],
    };
    expect(settingsOf(tuning)).toEqual({ autoPattern: 'bare', minConfidence: 0.5 });
    expect(settingsOf(NEVER_TUNED)).toEqual({ autoPattern: null, minConfidence: null });
  });

  it('reads back what was written', () => {
    const tuning = { applied: [applied({})], takenBack: [{ setting: 'autoPattern', atMs: 3 }] };
    expect(readTuning(JSON.parse(JSON.stringify(tuning)))).toEqual(tuning);
  });

  it.each([
    null,
    [],
    {},
    { applied: [{}], takenBack: [] },
    { applied: [applied({})], takenBack: [{ setting: 'x', atMs: 1 }] },
  ])('takes nothing else: %j', (body) => {
    expect(() => readTuning(body)).toThrow('a stored tuning');
  });
});
