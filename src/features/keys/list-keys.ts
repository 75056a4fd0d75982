import { z } from 'zod';
import type { KeyService } from '../../core/keys/key-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import type { Clock } from '../../shared/clock.ts';
import { tenantField } from './key-fields.ts';
import { keySchema, toWireKey } from './wire-key.ts';

const cursors = cursorCodec('keys', z.strictObject({ createdAtMs: z.number(), keyId: z.string() }));

/** `GET /api/keys`: newest first, ended ones too. */
export function listKeysRoute(keys: KeyService, clock: Clock): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/keys',
    operationId: 'listKeys',
    summary: 'List keys',
    description:
      'Of the own tenant; admins of `default` see all tenants, or the one they name. Never a secret, never a hash.',
    scope: 'admin',
    query: z.strictObject({ ...pageFields, tenant: tenantField().optional().describe('Keys of this tenant alone.') }),
    answers: { 200: z.object({ keys: z.array(keySchema), count: z.int(), next_cursor: nextCursorField }) },
    errors: ['KEY_TENANT_REFUSED'],
    async handler({ query, caller }) {
      const after = cursors.decode(query.cursor);
      const found = await keys.list(caller, { tenant: query.tenant ?? null, limit: query.limit + 1, after });
      const { page, last } = cutPage(found, query.limit);
      const nowMs = clock.now();
      return {
        keys: page.map((record) => toWireKey(record, caller, nowMs)),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode({ createdAtMs: last.createdAtMs, keyId: last.keyId }),
      };
    },
  });
}
