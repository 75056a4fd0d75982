import { z } from 'zod';
import type { Proposal } from '../../core/advice/propose.ts';
import type { AppliedProposal } from '../../core/advice/tuning.ts';
import type { TuningSettings } from '../../core/advice/tuning-settings.ts';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import { isoTime } from '../../http/kit/fields.ts';

const settingValue = z.union([z.string(), z.number()]);

/** Null is the built-in behaviour. */
export const settingsSchema = z.object({
  auto_pattern: z.enum(PATTERN_NAMES).nullable().describe('What the pattern `auto` takes.'),
  min_confidence: z.number().nullable().describe('What a query that names none asks for.'),
});

/** A change that past queries speak for. */
export const proposalSchema = z.object({
  proposal_id: z.string(),
  setting: z.enum(['auto_pattern', 'min_confidence']),
  value: settingValue,
  current: settingValue.nullable(),
  reason: z.string(),
  expected: z.record(z.string(), z.number()).describe('Differences to what is in force, from past queries.'),
  evidence: z.enum(['strong', 'moderate']).describe('Strong evidence is more than chance, however often one looks.'),
  based_on: z.int(),
});

/** A proposal that was put in force. */
export const appliedSchema = proposalSchema.extend({ applied_at: z.string(), by: z.enum(['person', 'automatic']) });

export function toWireSettings({ autoPattern, minConfidence }: TuningSettings): z.infer<typeof settingsSchema> {
  return { auto_pattern: autoPattern, min_confidence: minConfidence };
}

export function toWireProposal(proposal: Proposal): z.infer<typeof proposalSchema> {
  const { proposalId, setting, value, current, reason, expected, evidence, basedOn } = proposal;
  return {
    proposal_id: proposalId,
    setting: setting === 'autoPattern' ? 'auto_pattern' : 'min_confidence',
    value,
    current,
    reason,
    expected: { ...expected },
    evidence,
    based_on: basedOn,
  };
}

export function toWireApplied(applied: AppliedProposal): z.infer<typeof appliedSchema> {
  return { ...toWireProposal(applied), applied_at: isoTime(applied.appliedAtMs), by: applied.by };
}
