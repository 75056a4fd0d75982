import type { ActivityStore, FeedbackPlace, FeedbackRecord } from '../../../ports/activity-store.ts';
import { integer, real, text, textOrNull } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

export type FeedbackScanInput = { readonly after: FeedbackPlace | null; readonly limit: number };

/** In the order of the primary key, so that a page begins where the last one ended. No tenant is empty. */
const SCAN = `SELECT tenant, query_id, user_id, rating, comment, timestamp_ms FROM feedback
  WHERE (tenant, query_id, user_id) > (?1, ?2, ?3) ORDER BY tenant, query_id, user_id LIMIT ?4`;

export function scanFeedback(
  statements: Statements,
  { after, limit }: FeedbackScanInput,
): Awaited<ReturnType<ActivityStore['scanFeedback']>> {
  const { tenant, queryId, userId } = after ?? { tenant: '', queryId: '', userId: '' };
  const feedback = statements.all(SCAN, tenant, queryId, userId, limit).map(toFeedback);
  const last = feedback.at(-1);
  const next = last === undefined ? null : { tenant: last.tenant, queryId: last.queryId, userId: last.userId };
  return { feedback, next };
}

function toFeedback(row: Row): FeedbackRecord {
  return {
    tenant: text(row, 'tenant'),
    queryId: text(row, 'query_id'),
    userId: text(row, 'user_id'),
    rating: real(row, 'rating'),
    comment: textOrNull(row, 'comment'),
    timestampMs: integer(row, 'timestamp_ms'),
  };
}
