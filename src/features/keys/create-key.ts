import type { z } from 'zod';
import type { KeyService, WantedKey } from '../../core/keys/key-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cleanLabel } from '../../http/kit/saved-fields.ts';
import type { Clock } from '../../shared/clock.ts';
import { newKeySchema } from './key-fields.ts';
import { SCOPES, shownKeySchema, toShownKey, withoutSecret } from './wire-key.ts';

/** `POST /api/keys`. */
export function createKeyRoute(keys: KeyService, clock: Clock): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/keys',
    operationId: 'createKey',
    summary: 'Make a key',
    description:
      'The key is in this answer and nowhere else. Under an `Idempotency-Key` a repeat answers the same `key_id` with `key: null`.',
    scope: 'admin',
    body: newKeySchema,
    answers: { 201: shownKeySchema },
    errors: ['KEY_TENANT_REFUSED', 'KEY_TIER_REFUSED', 'KEY_LIMIT_REACHED'],
    idempotent: true,
    keptAnswer: withoutSecret,
    uncompressed: true,
    example: { name: 'nightly report', tenant: 'acme', tier: 'team', scopes: ['read'] },
    async handler({ body, caller, reply }) {
      const shown = await keys.create(caller, toWanted(body));
      reply.header('cache-control', 'no-store');
      return toShownKey(shown, caller, clock.now());
    },
  });
}

function toWanted({
  name,
  tenant,
  tier,
  scopes,
  environment,
  expires_at,
  limits,
}: z.output<typeof newKeySchema>): WantedKey {
  return {
    name: cleanLabel(name),
    tenant: tenant ?? null,
    tier: tier ?? null,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    environment,
    expiresAtMs: expires_at == null ? null : Date.parse(expires_at),
    limits:
      limits == null
        ? null
        : {
            burst: limits.burst,
            perMinute: limits.per_minute,
            perHour: limits.per_hour,
            perDay: limits.per_day,
          },
  };
}
