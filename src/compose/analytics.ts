import { AnalyticsRecorder } from '../core/analytics/analytics-recorder.ts';
import { FeedbackService } from '../core/analytics/feedback-service.ts';
import { Reports } from '../core/analytics/report.ts';
import { RollupBook } from '../core/analytics/rollup-book.ts';
import { TextForgetter } from '../core/analytics/text-forgetter.ts';
import type { FeedbackListener } from '../core/query/feedback-listener.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { systemClock } from '../shared/clock.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

export type AnalyticsParts = {
  readonly records: Pick<RecordStore, 'activity' | 'history' | 'rollups'>;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  /** Off: figures are kept, texts are not. */
  readonly keepHistory: boolean;
  /** Told of ratings. */
  readonly feedbackListeners: readonly FeedbackListener[];
};

/** Figures of queries, and people's word on answers. `stop` after the last query, before the records are closed. */
export function createAnalytics({ records, telemetry, log, keepHistory, feedbackListeners }: AnalyticsParts) {
  const onFailure = (error: unknown): void => {
    const message = 'figures of queries could not be written: they are kept and tried again';
    reportFailure({ telemetry, log }, { component: 'analytics', error, message });
  };
  const clock = systemClock;
  const { history, activity } = records;
  const book = new RollupBook({ store: records.rollups, clock, scheduler: systemScheduler, onFailure });
  return {
    app: {
      activity,
      reports: new Reports(book, clock),
      feedback: new FeedbackService({ activity, history, clock, listeners: feedbackListeners }),
    },
    listeners: [new AnalyticsRecorder({ book, clock, keepTexts: keepHistory })],
    historyListeners: [new TextForgetter({ book, history, clock })],
    // What could not be written was told to `onFailure`; the records are to be closed all the same.
    stop: () => book.close().catch(() => undefined),
  };
}
