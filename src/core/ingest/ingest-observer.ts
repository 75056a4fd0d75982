/** Told of what ingestion does, for metrics and logs. Nothing here throws or waits. */
export type IngestObserver = {
  /** Documents that came to a new state. */
  readonly documents: (status: 'indexed' | 'failed' | 'unchanged' | 'deleted', count: number) => void;
  /** A step failed and is tried again in `delayMs`; `step` names it in words. */
  readonly retrying: (failure: { readonly step: string; readonly error: unknown; readonly delayMs: number }) => void;
};

/** For callers that neither log nor count. */
export const silentIngestObserver: IngestObserver = {
  documents: () => undefined,
  retrying: () => undefined,
};
