import type { Settings } from '../config/schema.ts';
import { readTiersFile, tiersInvalid } from '../config/tiers.ts';
import { configureTiers } from '../core/limiter/configure-tiers.ts';
import { TierTable } from '../core/limiter/tier-table.ts';
import { TIERS, type Tier } from '../core/limiter/tiers.ts';
import { CodedError } from '../shared/errors.ts';

/**
 * The tiers of the configuration. Throws `CONFIG_INVALID` for a file that is not valid, and for callers without a key on a tier that
 * is not there or has no limits.
 */
export function readTiers({
  tiersFile,
  anonymousTier,
}: Pick<Settings, 'tiersFile' | 'anonymousTier'>): readonly Tier[] {
  const tiers = tiersFile === null ? TIERS : tiersOf(tiersFile);
  if (anonymousTier !== null) checkAnonymous(anonymousTier, tiers);
  return tiers;
}

function tiersOf(path: string): readonly Tier[] {
  const mistakes: string[] = [];
  const tiers = configureTiers(TIERS, readTiersFile(path), (mistake) => mistakes.push(mistake));
  if (mistakes.length > 0) throw tiersInvalid(path, mistakes);
  return tiers;
}

function checkAnonymous(name: string, tiers: readonly Tier[]): void {
  const table = new TierTable(tiers);
  const tier = table.find(name);
  if (tier !== null && tier.limits !== null) return;
  const allowed = table.names.filter((one) => table.of(one).limits !== null).join(', ');
  const reason = tier === null ? 'which is no tier' : 'which has no limits';
  const message = `ANONYMOUS_TIER is ${JSON.stringify(name)}, ${reason}; allowed: ${allowed}.`;
  throw new CodedError('CONFIG_INVALID', message, { issues: [{ path: 'ANONYMOUS_TIER', message }] });
}
