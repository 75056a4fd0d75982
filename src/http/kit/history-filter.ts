import { z } from 'zod';
import { PATTERN_NAMES, TOOLS } from '../../core/query/query-request.ts';
import type { HistoryFilter } from '../../ports/history-store.ts';
import { labelField, timeField } from './fields.ts';

/** Which past queries, as lists, deletes and exports take it: every condition that is given must hold. */
export const historyFilterFields = {
  user_id: labelField().optional(),
  pattern: z.enum(PATTERN_NAMES).optional(),
  tool: z.enum(TOOLS).optional(),
  min_confidence: z.number().min(0).max(1).optional(),
  max_confidence: z.number().min(0).max(1).optional(),
  since: timeField().optional().describe('Asked at or after this time.'),
  until: timeField().optional().describe('Asked at or before this time.'),
};

const historyFilterSchema = z.object(historyFilterFields);

/** Without a condition it names all. */
export function toHistoryFilter(query: z.infer<typeof historyFilterSchema>): HistoryFilter {
  return {
    userId: query.user_id ?? null,
    pattern: query.pattern ?? null,
    tool: query.tool ?? null,
    minConfidence: query.min_confidence ?? null,
    maxConfidence: query.max_confidence ?? null,
    sinceMs: query.since === undefined ? null : Date.parse(query.since),
    untilMs: query.until === undefined ? null : Date.parse(query.until),
  };
}
