import { ALL_HISTORY, type HistoryFilter, type HistoryStore } from '../../ports/history-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { HistoryListener } from '../query/history-listener.ts';
import { popularQuery } from './popular-text.ts';
import type { Rollup } from './rollup.ts';
import type { RollupBook } from './rollup-book.ts';
import { DAY_MS, keptFrom } from './time-spans.ts';

/** Past queries read at a time. */
const PAGE = 1_000;

/** `history` is read for what is left to count anew. */
export type ForgetterOptions = {
  readonly book: RollupBook;
  readonly history: Pick<HistoryStore, 'list'>;
  readonly clock: Clock;
};

/**
 * When past queries are deleted, their texts leave the popular ones: the days they can lie in forget all texts and names, and
 * count anew the questions that history still has. Figures stay.
 */
export class TextForgetter implements HistoryListener {
  readonly #options: ForgetterOptions;

  constructor(options: ForgetterOptions) {
    this.#options = options;
  }

  async cleared(tenant: string, { sinceMs, untilMs }: HistoryFilter): Promise<void> {
    const { book, clock } = this.#options;
    const nowMs = clock.now();
    const from = Math.max(sinceMs ?? 0, keptFrom('day', nowMs));
    const days = await book.forgetTexts(tenant, {
      sinceMs: from,
      untilMs: untilMs === null ? nowMs + DAY_MS : untilMs + 1,
    });
    for (const dayMs of days) await this.#countAnew(tenant, dayMs, nowMs);
  }

  /** Up to `nowMs`: what was asked since is counted by itself. A question that was being answered just then may count twice. */
  async #countAnew(tenant: string, dayMs: number, nowMs: number): Promise<void> {
    const { book, history } = this.#options;
    const filter = { ...ALL_HISTORY, sinceMs: dayMs, untilMs: Math.min(dayMs + DAY_MS - 1, nowMs) };
    let after: { readonly timestampMs: number; readonly queryId: string } | null = null;
    // Ends: every page lies before the one before it, and history is bounded.
    for (;;) {
      const page: Awaited<ReturnType<HistoryStore['list']>> = await history.list(tenant, filter, {
        limit: PAGE,
        after,
      });
      count(
        page.map(({ text }) => text),
        book.at(tenant, 'day', dayMs),
      );
      after = page.at(-1) ?? null;
      if (page.length < PAGE) return;
    }
  }
}

function count(texts: readonly string[], day: Rollup | null): void {
  for (const text of texts) {
    const { key, label } = popularQuery(text);
    day?.queries.add(key, label);
  }
}
