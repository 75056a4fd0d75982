import { assert } from '../../shared/assert.ts';
import { isRecord } from '../../shared/is-record.ts';
import { PATTERN_NAMES, type PatternName } from '../query/query-request.ts';
import type { Proposal } from './propose.ts';
import { type SettingName, type TuningSettings, UNTUNED } from './tuning-settings.ts';

/** A proposal as it was when it was put in force. */
export type AppliedProposal = Proposal & { readonly appliedAtMs: number; readonly by: 'person' | 'automatic' };

/** What a tenant's tuning is made of: proposals in the order of their application, and settings that were taken back. */
export type Tuning = {
  readonly applied: readonly AppliedProposal[];
  readonly takenBack: readonly { readonly setting: SettingName; readonly atMs: number }[];
};

export const NEVER_TUNED: Tuning = { applied: [], takenBack: [] };

/** What is in force: of each setting the value applied last. */
export function settingsOf({ applied }: Tuning): TuningSettings {
  let settings = UNTUNED;
  for (const { setting, value } of applied) {
    if (setting === 'autoPattern' && isPatternName(value)) settings = { ...settings, autoPattern: value };
    if (setting === 'minConfidence' && typeof value === 'number') settings = { ...settings, minConfidence: value };
  }
  return settings;
}

/** A stored body as the value it was made from. */
export function readTuning(body: unknown): Tuning {
  assert(isTuning(body), 'a stored tuning is one that was written');
  return body;
}

function isTuning(body: unknown): body is Tuning {
  return isRecord(body) && isList(body['applied'], isApplied) && isList(body['takenBack'], isTakenBack);
}

function isApplied(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { proposalId, setting, value: to, reason, expected, evidence, basedOn, appliedAtMs, by } = value;
  return (
    [proposalId, reason, evidence, by].every((text) => typeof text === 'string') &&
    [basedOn, appliedAtMs].every((number) => typeof number === 'number') &&
    isSetting(setting) &&
    (isPatternName(to) || typeof to === 'number') &&
    isRecord(expected)
  );
}

function isTakenBack(value: unknown): boolean {
  return isRecord(value) && isSetting(value['setting']) && typeof value['atMs'] === 'number';
}

function isSetting(value: unknown): value is SettingName {
  return value === 'autoPattern' || value === 'minConfidence';
}

function isPatternName(value: unknown): value is PatternName {
  return PATTERN_NAMES.some((name) => name === value);
}

function isList(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
