import { type FunnelInput, readFunnel } from './activity/read-funnel.ts';
import { type JourneyInput, readJourney } from './activity/read-journey.ts';
import { readUser } from './activity/read-user.ts';
import { getRollup, rollupRange } from './activity/rollup-rows.ts';
import { type FeedbackScanInput, scanFeedback } from './activity/scan-feedback.ts';
import { chunksOf } from './documents/chunk-row.ts';
import { countDocuments } from './documents/counts.ts';
import { withoutLexicon } from './documents/lexicon-row.ts';
import { type ListInput, listDocuments } from './documents/list.ts';
import { backlog, pendingItems } from './documents/pending.ts';
import { readText } from './documents/read-text.ts';
import { type HistoryListInput, listHistory, scanHistory } from './history/read-history.ts';
import { type AuditInput, type ListKeysInput, listAudit, listKeys } from './keys/read-keys.ts';
import { countSaved, listSaved, type SavedKind, type SavedListInput } from './saved/read-saved.ts';
import type { Statements } from './statements.ts';
import { quotasSince } from './usage/quota-rows.ts';
import { readUsage } from './usage/usage-rows.ts';

type DocumentKey = { readonly tenant: string; readonly documentId: string };

/** Reads that may take longer than the event loop may be held, by name. */
export function readerOperations(statements: Statements) {
  return {
    pendingItems: (input: { limit: number; contentBytesMax: number | null }) => pendingItems(statements, input),
    backlog: () => backlog(statements),
    listDocuments: (input: ListInput) => listDocuments(statements, input),
    readText: (input: DocumentKey) => readText(statements, input),
    chunksOf: (input: DocumentKey) => chunksOf(statements, input),
    withoutLexicon: (input: { after: number | null; limit: number }) => withoutLexicon(statements, input),
    countDocuments: (input: { tenant: string }) => countDocuments(statements, input.tenant),
    listHistory: (input: HistoryListInput) => listHistory(statements, input),
    scanHistory: (input: { after: number | null; limit: number }) => scanHistory(statements, input),
    listSaved: (input: SavedListInput) => listSaved(statements, input),
    countSaved: (input: SavedKind) => countSaved(statements, input),
    listKeys: (input: ListKeysInput) => listKeys(statements, input),
    listAudit: (input: AuditInput) => listAudit(statements, input),
    readJourney: (input: JourneyInput) => readJourney(statements, input),
    readUser: (input: { tenant: string; userId: string }) => readUser(statements, input),
    scanFeedback: (input: FeedbackScanInput) => scanFeedback(statements, input),
    readFunnel: (input: FunnelInput) => readFunnel(statements, input),
    getRollup: (input: Parameters<typeof getRollup>[1]) => getRollup(statements, input),
    readUsage: (input: Parameters<typeof readUsage>[1]) => readUsage(statements, input),
    quotasSince: (input: Parameters<typeof quotasSince>[1]) => quotasSince(statements, input),
    rollupRange: (input: Parameters<typeof rollupRange>[1]) => rollupRange(statements, input),
  };
}

export type ReaderOperations = ReturnType<typeof readerOperations>;
