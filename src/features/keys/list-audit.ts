import { z } from 'zod';
import type { KeyService } from '../../core/keys/key-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import { KEY_ACTS } from '../../ports/key-store.ts';
import { tenantField } from './key-fields.ts';
import { actorFor } from './wire-key.ts';

const cursors = cursorCodec('audit', z.strictObject({ seq: z.int().min(1) }));

const entrySchema = z
  .object({
    seq: z.int().describe('Rises with every act, over all tenants.'),
    timestamp: z.string(),
    act: z.enum(KEY_ACTS),
    key_id: z.string(),
    tenant: z.string().describe('Whose key it is.'),
    actor: z.string().nullable().describe('Id of the key it was done with, or `operator`; null when none was needed.'),
    brief: z.string().describe('What changed, in words.'),
  })
  .meta({ id: 'AuditEntry', description: 'Something that was done to a key.' });

/** `GET /api/audit`: newest first. */
export function listAuditRoute(keys: KeyService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/audit',
    operationId: 'listAudit',
    summary: 'List what was done to keys',
    description:
      'Of the own tenant; admins of `default` see all tenants, or the one they name. The last 10,000 entries of a tenant are kept.',
    scope: 'admin',
    query: z.strictObject({
      ...pageFields,
      tenant: tenantField().optional().describe('Entries of this tenant alone.'),
    }),
    answers: { 200: z.object({ entries: z.array(entrySchema), count: z.int(), next_cursor: nextCursorField }) },
    errors: ['KEY_TENANT_REFUSED'],
    async handler({ query, caller }) {
      const after = cursors.decode(query.cursor)?.seq ?? null;
      const found = await keys.audit(caller, { tenant: query.tenant ?? null, limit: query.limit + 1, after });
      const { page, last } = cutPage(found, query.limit);
      return {
        entries: page.map(({ seq, atMs, act, keyId, tenant, actorKeyId, actorTenant, brief }) => ({
          ...{ seq, timestamp: isoTime(atMs), act, key_id: keyId, tenant, brief },
          actor: actorFor(caller, { keyId: actorKeyId, tenant: actorTenant }),
        })),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode({ seq: last.seq }),
      };
    },
  });
}
