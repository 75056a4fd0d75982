import { z } from 'zod';
import type { KeyService } from '../../core/keys/key-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { Clock } from '../../shared/clock.ts';
import { keyParams } from './key-fields.ts';
import { shownKeySchema, toShownKey, withoutSecret } from './wire-key.ts';

const DAY_SECONDS = 86_400;
/** Two secrets of one key are one too many for longer than a release takes to reach every machine. */
const OVERLAP_SECONDS_MAX = 7 * DAY_SECONDS;

/** `POST /api/keys/{key_id}/rotate`. */
export function rotateKeyRoute(keys: KeyService, clock: Clock): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/keys/:key_id/rotate',
    operationId: 'rotateKey',
    summary: 'Give a key a new secret',
    description:
      'The id stays. The secret before stays good for the overlap, the one before that ends. Under an `Idempotency-Key` a repeat answers with `key: null`.',
    scope: 'admin',
    params: keyParams,
    body: z
      .strictObject({
        overlap_seconds: z
          .int()
          .min(0)
          .max(OVERLAP_SECONDS_MAX)
          .default(DAY_SECONDS)
          .describe('How long the secret before stays good; 0 ends it at once.'),
      })
      .nullish(),
    answers: { 200: shownKeySchema },
    errors: ['KEY_NOT_FOUND', 'KEY_ENDED', 'KEY_FROM_ENVIRONMENT'],
    idempotent: true,
    keptAnswer: withoutSecret,
    uncompressed: true,
    example: { overlap_seconds: 3_600 },
    async handler({ params, body, caller, reply }) {
      const overlapSeconds = body?.overlap_seconds ?? DAY_SECONDS;
      const shown = await keys.rotate(caller, params.key_id, overlapSeconds * 1_000);
      reply.header('cache-control', 'no-store');
      return toShownKey(shown, caller, clock.now());
    },
  });
}
