import type { Scope } from '../../ports/scope.ts';
import { WITHHELD } from '../query/stored-answer.ts';
import type { ResultEvent } from './room-event.ts';

/** What this process knows of the documents that results quote. */
export type ResultTruth = {
  /** An id of this process's records: chunk keys mean something among results of the same origin alone. */
  readonly origin: string;
  /** True while a chunk is visible: its document neither deleted, changed nor disabled. */
  readonly isVisible: (scope: Scope, chunk: number) => boolean;
};

/**
 * A past result as it may be shown now: without the sources that are gone, and without the response when it quotes one of them. Results
 * from other records pass as they are: only the process that has the documents knows.
 */
export function asShownNow(result: ResultEvent, tenant: string, { origin, isVisible }: ResultTruth): ResultEvent {
  if (result.origin !== origin) return result;
  const visible = (chunk: number): boolean => isVisible({ tenant, collection: result.collection }, chunk);
  const sources = result.sources.filter(({ chunk }) => visible(chunk));
  if (result.quotedChunks.every(visible))
    return sources.length === result.sources.length ? result : { ...result, sources };
  return { ...result, sources, response: WITHHELD, withheld: true };
}
