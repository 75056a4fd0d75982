import type {
  ActivityStore,
  ClientEvent,
  FeedbackRecord,
  JourneyPage,
  JourneyStep,
  UserActivity,
} from '../../../ports/activity-store.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';

/** Reads go through the reading thread: a journey or a funnel can take longer than the event loop may be held. */
export type SqliteActivityOptions = {
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
  /** Writes the queries that are queued: reads and ratings must see them. */
  readonly flushHistory: () => Promise<void>;
  /** Rows of events, and of feedback, that a tenant keeps; the oldest go first. */
  readonly rowsMax: number;
};

/** Events and feedback in SQLite: every write is committed before its call resolves. */
export class SqliteActivityStore implements ActivityStore {
  readonly #options: SqliteActivityOptions;

  constructor(options: SqliteActivityOptions) {
    this.#options = options;
  }

  addEvents(events: readonly ClientEvent[]): Promise<number> {
    const { writer, rowsMax } = this.#options;
    const bytes = events.reduce((total, { properties }) => total + 2 * properties.length, 0);
    return writer.call('addEvents', { events, rowsMax }, { bytes });
  }

  async rate(feedback: FeedbackRecord): Promise<{ readonly replaced: number | null } | null> {
    const { writer, rowsMax, flushHistory } = this.#options;
    await flushHistory();
    return writer.call('rateQuery', { feedback, rowsMax });
  }

  scanFeedback(
    ...[after, limit]: Parameters<ActivityStore['scanFeedback']>
  ): ReturnType<ActivityStore['scanFeedback']> {
    return this.#options.reader.call('scanFeedback', { after, limit });
  }

  async journey(tenant: string, userId: string, page: JourneyPage): Promise<readonly JourneyStep[]> {
    await this.#options.flushHistory();
    return this.#options.reader.call('readJourney', { tenant, userId, page });
  }

  async user(tenant: string, userId: string): Promise<UserActivity | null> {
    await this.#options.flushHistory();
    return this.#options.reader.call('readUser', { tenant, userId });
  }

  async funnel(
    ...[tenant, span, satisfaction]: Parameters<ActivityStore['funnel']>
  ): ReturnType<ActivityStore['funnel']> {
    await this.#options.flushHistory();
    return this.#options.reader.call('readFunnel', { tenant, span, satisfaction });
  }
}
