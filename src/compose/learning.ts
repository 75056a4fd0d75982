import { BackgroundVectors } from '../core/learning/background-vectors.ts';
import { LearnFromHistory } from '../core/learning/learn-from-history.ts';
import { LearnedQueries } from '../core/learning/learned-queries.ts';
import { NearQueries } from '../core/learning/near-queries.ts';
import { NextQueries } from '../core/learning/next-queries.ts';
import type { QueryPorts } from '../core/query/stage.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

export type LearningParts = {
  readonly ports: Pick<QueryPorts, 'catalogue' | 'history' | 'clock' | 'scheduler' | 'embedder'>;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  /** Off: nothing is learned, so nothing that was asked is ever suggested. */
  readonly keepHistory: boolean;
};

/** What learns from past queries, and what that is good for. `start` when the indexes are there, for what may be offered depends on them. */
export function createLearning({ ports, telemetry, log, keepHistory }: LearningParts) {
  const { catalogue, history, clock, scheduler, embedder } = ports;
  const vectors = new BackgroundVectors({ embedder, scheduler });
  const learned = new LearnedQueries(catalogue);
  const onError = (error: unknown): void => {
    const message = 'past queries could not be read: suggestions and predictions know only new ones';
    reportFailure({ telemetry, log }, { component: 'learning', error, message });
  };
  const past = new LearnFromHistory({ learned, history, clock, scheduler, onError });
  return {
    app: { learned, next: new NextQueries({ learned, embedder, clock, vectors }) },
    relatedQueries: new NearQueries({ learned, vectors }),
    listeners: keepHistory ? [learned] : [],
    historyListeners: keepHistory ? [past] : [],
    start: () => (keepHistory ? past.start() : undefined),
    stop: () => past.stop(),
  };
}
