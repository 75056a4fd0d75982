import { pruneRollups, putRollups } from './activity/rollup-rows.ts';
import { addEvents, rateQuery } from './activity/write-activity.ts';
import { type AcceptInput, accept } from './documents/accept.ts';
import { cancelIngest } from './documents/cancel-ingest.ts';
import { commitRevisions } from './documents/commit.ts';
import { deleteDocument } from './documents/delete.ts';
import { type FailInput, failItem } from './documents/fail.ts';
import { type SaveLexiconInput, saveLexicon } from './documents/lexicon-row.ts';
import { type PatchInput, patchDocument } from './documents/patch.ts';
import { startIngests } from './documents/pending.ts';
import { assignUnit } from './experiments/assign-unit.ts';
import { forgetRun } from './experiments/forget-run.ts';
import { recordResult } from './experiments/record-result.ts';
import { appendHistory } from './history/append-history.ts';
import { clearHistory } from './history/clear-history.ts';
import { completeKey, releaseKey, reserveKey } from './idempotency/idempotency-keys.ts';
import { createKey, revokeKey, rotateKey } from './keys/write-keys.ts';
import { probe } from './probe.ts';
import { createSaved, deleteSaved, replaceSaved } from './saved/write-saved.ts';
import type { Statements } from './statements.ts';
import { pruneQuotas, putQuotas } from './usage/quota-rows.ts';
import { addUsage, pruneUsage } from './usage/usage-rows.ts';

type Input<F extends (statements: Statements, input: never) => unknown> = Parameters<F>[1];

/** Everything that writes, by name. Each runs inside a savepoint of the group's transaction. */
export function writerOperations(statements: Statements) {
  return {
    accept: (input: AcceptInput) => accept(statements, input),
    startIngests: (input: Input<typeof startIngests>) => startIngests(statements, input),
    commitRevisions: (input: Input<typeof commitRevisions>) => commitRevisions(statements, input),
    saveLexicon: (input: SaveLexiconInput) => saveLexicon(statements, input),
    failItem: (input: FailInput) => failItem(statements, input),
    patchDocument: (input: PatchInput) => patchDocument(statements, input),
    deleteDocument: (input: Input<typeof deleteDocument>) => deleteDocument(statements, input),
    cancelIngest: (input: Input<typeof cancelIngest>) => cancelIngest(statements, input),
    appendHistory: (input: Input<typeof appendHistory>) => appendHistory(statements, input),
    clearHistory: (input: Input<typeof clearHistory>) => clearHistory(statements, input),
    reserveKey: (input: Input<typeof reserveKey>) => reserveKey(statements, input),
    completeKey: (input: Input<typeof completeKey>) => completeKey(statements, input),
    releaseKey: (input: Input<typeof releaseKey>) => releaseKey(statements, input),
    createSaved: (input: Input<typeof createSaved>) => createSaved(statements, input),
    replaceSaved: (input: Input<typeof replaceSaved>) => replaceSaved(statements, input),
    deleteSaved: (input: Input<typeof deleteSaved>) => deleteSaved(statements, input),
    addEvents: (input: Input<typeof addEvents>) => addEvents(statements, input),
    rateQuery: (input: Input<typeof rateQuery>) => rateQuery(statements, input),
    putRollups: (input: Input<typeof putRollups>) => putRollups(statements, input),
    pruneRollups: (input: Input<typeof pruneRollups>) => pruneRollups(statements, input),
    addUsage: (input: Input<typeof addUsage>) => addUsage(statements, input),
    pruneUsage: (input: Input<typeof pruneUsage>) => pruneUsage(statements, input),
    putQuotas: (input: Input<typeof putQuotas>) => putQuotas(statements, input),
    pruneQuotas: (input: Input<typeof pruneQuotas>) => pruneQuotas(statements, input),
    assignUnit: (input: Input<typeof assignUnit>) => assignUnit(statements, input),
    recordResult: (input: Input<typeof recordResult>) => recordResult(statements, input),
    forgetRun: (input: Input<typeof forgetRun>) => forgetRun(statements, input),
    createKey: (input: Input<typeof createKey>) => createKey(statements, input),
    rotateKey: (input: Input<typeof rotateKey>) => rotateKey(statements, input),
    revokeKey: (input: Input<typeof revokeKey>) => revokeKey(statements, input),
    probe: () => probe(statements),
  };
}

export type WriterOperations = ReturnType<typeof writerOperations>;
