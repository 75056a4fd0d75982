import { z } from 'zod';
import { isOperator } from '../../core/keys/key-service.ts';
import { keyPrefix } from '../../core/keys/key-text.ts';
import { standingOf } from '../../core/keys/standing.ts';
import { isoTime, isoTimeOrNull } from '../../http/kit/fields.ts';
import type { Caller } from '../../ports/caller.ts';
import { KEY_ENVIRONMENTS, type KeyRecord } from '../../ports/key-store.ts';

export const SCOPES = ['read', 'write', 'admin'] as const;

const windowField = z.int().nullable();

export const keySchema = z
  .object({
    key_id: z.string(),
    prefix: z.string().describe('What the key begins with, to tell it by.'),
    name: z.string(),
    tenant: z.string(),
    tier: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    environment: z.enum(KEY_ENVIRONMENTS),
    limits: z
      .object({ burst: windowField, per_minute: windowField, per_hour: windowField, per_day: windowField })
      .nullable()
      .describe("The key's own; null for those of its tier."),
    status: z.enum(['active', 'expired', 'revoked']),
    created_at: z.string(),
    created_by: z.string().nullable().describe('Id of the key that made it, or `operator`; null when none was needed.'),
    expires_at: z.string().nullable(),
    rotated_at: z.string().nullable(),
    previous_until: z.string().nullable().describe('Until when the secret before the last rotation is good.'),
    revoked_at: z.string().nullable(),
  })
  .meta({ id: 'Key', description: 'A key without its secret.' });

/** The answer of whatever makes a secret: shown once. */
export const shownKeySchema = keySchema
  .extend({
    key: z.string().nullable().describe('The key itself, shown this once; null in the answer to a repeat.'),
    note: z.string(),
  })
  .meta({ id: 'ShownKey', description: 'A key with its secret.' });

const SHOWN = 'Keep it now: the key is shown this once and kept nowhere.';
const REPEATED =
  'This repeats an answer that showed the key. It is kept nowhere: if it was lost, rotate the key to get another secret.';

/** A key as `viewer` may see it. */
export function toWireKey(record: KeyRecord, viewer: Caller, nowMs: number): z.output<typeof keySchema> {
  const { keyId, name, tenant, tier, scopes, environment, limits, previous } = record;
  return {
    ...{ key_id: keyId, prefix: keyPrefix(keyId, environment), name, tenant, tier, scopes: [...scopes], environment },
    limits:
      limits === null
        ? null
        : { burst: limits.burst, per_minute: limits.perMinute, per_hour: limits.perHour, per_day: limits.perDay },
    status: standingOf(record, nowMs),
    created_at: isoTime(record.createdAtMs),
    created_by: actorFor(viewer, { keyId: record.createdBy, tenant: record.createdByTenant }),
    expires_at: isoTimeOrNull(record.expiresAtMs),
    rotated_at: isoTimeOrNull(record.rotatedAtMs),
    previous_until: isoTimeOrNull(previous !== null && previous.untilMs > nowMs ? previous.untilMs : null),
    revoked_at: isoTimeOrNull(record.revokedAtMs),
  };
}

/** A key with its text. */
export function toShownKey(
  { record, text }: { readonly record: KeyRecord; readonly text: string },
  viewer: Caller,
  nowMs: number,
): z.output<typeof shownKeySchema> {
  return { ...toWireKey(record, viewer, nowMs), key: text, note: SHOWN };
}

/** What may be kept of an answer that shows a key. */
export function withoutSecret(answer: unknown): unknown {
  // A problem is kept as it is: it has no key to take out.
  return typeof answer === 'object' && answer !== null && 'key' in answer
    ? { ...answer, key: null, note: REPEATED }
    : answer;
}

/** Who did something, as `viewer` may know: ids of another tenant's keys stay there. */
export function actorFor(viewer: Caller, { keyId, tenant }: { keyId: string | null; tenant: string }): string | null {
  return isOperator(viewer) || tenant === viewer.principal.tenant ? keyId : 'operator';
}
