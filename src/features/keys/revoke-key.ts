import type { KeyService } from '../../core/keys/key-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { Clock } from '../../shared/clock.ts';
import { keyParams } from './key-fields.ts';
import { keySchema, toWireKey } from './wire-key.ts';

/** `DELETE /api/keys/{key_id}`. */
export function revokeKeyRoute(keys: KeyService, clock: Clock): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/keys/:key_id',
    operationId: 'revokeKey',
    summary: 'Revoke a key',
    description:
      'It opens nothing any more when the call returns, and within a second in other processes; sockets it opened are closed. A key may revoke itself. It stays in the list as revoked.',
    scope: 'admin',
    params: keyParams,
    answers: { 200: keySchema },
    errors: ['KEY_NOT_FOUND', 'KEY_LAST_ADMIN', 'KEY_FROM_ENVIRONMENT'],
    async handler({ params, caller }) {
      return toWireKey(await keys.revoke(caller, params.key_id), caller, clock.now());
    },
  });
}
