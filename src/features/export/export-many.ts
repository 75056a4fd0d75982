import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { sendStream } from '../../http/kit/attachment.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { idField, isoTime } from '../../http/kit/fields.ts';
import { historyFilterFields, toHistoryFilter } from '../../http/kit/history-filter.ts';
import type { HistoryFilter } from '../../ports/history-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { FORMAT_NAMES, FORMATS } from './formats.ts';
import { fileOf, matchingIds, unknownIds, type Writing, wantedIds } from './write-many.ts';

/** Ids of one call. They are looked up before the first byte leaves; more than this is what a filter is for. */
const EXPORT_IDS_MAX = 1_000;
/** Unknown ids one refusal names. */
const UNKNOWN_NAMED_MAX = 50;

const bodySchema = z
  .strictObject({
    query_ids: z.array(idField()).min(1).max(EXPORT_IDS_MAX).optional().describe('In the order of the file.'),
    filter: z
      .strictObject(historyFilterFields)
      .optional()
      .describe('Instead of ids: all past queries it names, newest first; `{}` names all.'),
    format: z.enum(FORMAT_NAMES).default('json'),
  })
  .refine(({ query_ids, filter }) => (query_ids === undefined) !== (filter === undefined), {
    path: ['query_ids'],
    message: 'Either query_ids or filter',
  });

export type ExportPorts = { readonly past: PastQueries; readonly clock: Clock; readonly scheduler: Scheduler };
type Reading = Omit<Writing, 'format'>;

/** `POST /api/export`: many past answers as one file, written as fast as the client reads. */
export function exportManyRoute({ past, clock, scheduler }: ExportPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/export',
    operationId: 'exportQueries',
    scope: 'read',
    summary: 'Download many past answers',
    description:
      'A stream: a file that ends in the middle was cut off. Unknown ids are refused before the first byte; a query that is deleted while the file is written is named in it.',
    body: bodySchema,
    answers: {},
    media: {
      200: {
        'application/json': 'A list of answers with their sources, one a line.',
        'text/csv': 'One row a source; cells cannot start a formula.',
        'text/markdown': 'Pages to read, one an answer.',
      },
    },
    errors: ['QUERY_NOT_FOUND'],
    example: { filter: { since: '2026-01-31T00:00:00Z', pattern: 'fast' }, format: 'csv' },
    // As long as the client goes on reading; it ends with the client.
    deadlineMs: 0,
    async handler({ body, principal, reply, signal }) {
      const { tenant } = principal;
      const { query_ids: ids, filter = {} } = body;
      const reading: Reading = { past, tenant, signal, scheduler };
      if (ids !== undefined) await refuseUnknown(ids, reading);
      const nowMs = clock.now();
      const wanted =
        ids === undefined ? matchingIds(past, tenant, untilNow(toHistoryFilter(filter), nowMs)) : wantedIds(ids);
      const format = FORMATS[body.format];
      return sendStream(reply, {
        name: `queryloom-export-${isoTime(nowMs).replaceAll(/[:.]/g, '')}.${format.extension}`,
        contentType: format.contentType,
        pieces: fileOf(wanted, { ...reading, format }),
      });
    },
  });
}

async function refuseUnknown(ids: readonly string[], reading: Reading): Promise<void> {
  const unknown = await unknownIds(ids, { ...reading, unknownMax: UNKNOWN_NAMED_MAX });
  const first = unknown[0];
  if (first === undefined) return;
  throw new CodedError('QUERY_NOT_FOUND', `There is no query "${ids[first]}" in the history.`, {
    issues: unknown.map((index) => ({ path: `query_ids.${index}`, message: 'No such query in the history' })),
  });
}

/** Nothing asked after the call is in the file, so that it ends however fast new queries come. */
function untilNow(filter: HistoryFilter, nowMs: number): HistoryFilter {
  return { ...filter, untilMs: Math.min(nowMs, filter.untilMs ?? nowMs) };
}
