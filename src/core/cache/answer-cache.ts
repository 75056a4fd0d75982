import type { Clock } from '../../shared/clock.ts';
import type { HistoryListener } from '../query/history-listener.ts';
import { answerBytes } from './answer-bytes.ts';
import type { CachedAnswer } from './cached-answer.ts';
import { type ScopeKey, ScopeLru } from './scope-lru.ts';

/** Answers kept: at some 8 KB each what the default number of bytes holds, and more than a scan for room should look at. */
const ENTRIES_MAX = 20_000;
/** Share of the room for answers that nobody asked for yet: they push out each other, never an answer that was asked for. */
const PROBATION_SHARE = 0.1;
/** Share of the room that one answer may take. */
const ANSWER_SHARE_MAX = 0.1;

/** What a look-up came to. `ageMs` since the answer was computed; `prefetched` when this is the first time it is asked for. */
export type CacheLookup =
  | { readonly result: 'hit'; readonly answer: CachedAnswer; readonly ageMs: number; readonly prefetched: boolean }
  | { readonly result: 'off' | 'absent' | 'outdated' };

type Kept = { readonly answer: CachedAnswer; readonly computedAtMs: number };

/**
 * Answers to the same question over the same documents. A key holds only under the version of the scope's partition that it was
 * computed under, so a change, delete, disable or new document ends it at once. What is computed ahead of any question waits on
 * probation until it is asked for.
 */
export class AnswerCache implements HistoryListener {
  readonly #clock: Clock;
  readonly #bytesMax: number;
  readonly #asked: ScopeLru<Kept>;
  readonly #probation: ScopeLru<Kept>;
  #hits = 0;
  #prefetchHits = 0;
  #misses = 0;

  /** `bytesMax` 0 switches it off. */
  constructor({ clock, bytesMax }: { readonly clock: Clock; readonly bytesMax: number }) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
    const share = (part: number) => ({ entriesMax: Math.floor(ENTRIES_MAX * part), bytesMax: bytesMax * part });
    this.#asked = new ScopeLru(share(1 - PROBATION_SHARE));
    this.#probation = new ScopeLru(share(PROBATION_SHARE));
  }

  get isOn(): boolean {
    return this.#bytesMax > 0;
  }

  /** Look-ups by outcome, and what is held: answers that were asked for, and those on probation. */
  get statistics() {
    const { evicted, outdated, entries, bytes } = this.#asked.statistics;
    return {
      ...{ hits: this.#hits, prefetchHits: this.#prefetchHits, misses: this.#misses },
      ...{ entries, bytes, evicted, outdated, probation: this.#probation.statistics },
    };
  }

  find(key: ScopeKey): CacheLookup {
    if (!this.isOn) return { result: 'off' };
    const asked = this.#asked.get(key);
    if (typeof asked !== 'string') return this.#hit(asked.value, false);
    const prefetched = this.#probation.get(key);
    if (typeof prefetched !== 'string') {
      this.#probation.delete(key);
      this.#asked.put(key, prefetched.value, prefetched.bytes);
      return this.#hit(prefetched.value, true);
    }
    this.#misses++;
    return { result: asked === 'outdated' ? asked : prefetched };
  }

  /** What `find` would give, without counting it as asked for: the answer stays on probation. */
  peek(key: ScopeKey): CacheLookup {
    if (!this.isOn) return { result: 'off' };
    for (const part of [this.#asked, this.#probation]) {
      const found = part.get(key);
      if (typeof found !== 'string') return { ...this.#aged(found.value), prefetched: part === this.#probation };
    }
    return { result: 'absent' };
  }

  /** Keeps an answer; `ahead` when nobody asked for it yet. One that takes too much room is left out. */
  store(key: ScopeKey, answer: CachedAnswer, { ahead }: { readonly ahead: boolean }): void {
    const bytes = answerBytes(answer);
    if (!this.isOn || bytes > this.#bytesMax * ANSWER_SHARE_MAX * (ahead ? PROBATION_SHARE : 1)) return;
    const kept = { answer, computedAtMs: this.#clock.now() };
    if (ahead) {
      this.#probation.put(key, kept, bytes);
      return;
    }
    this.#probation.delete(key);
    this.#asked.put(key, kept, bytes);
  }

  /** A deleted history takes the tenant's answers with it: they hold what was asked. */
  cleared(tenant: string): void {
    this.#asked.forget(tenant);
    this.#probation.forget(tenant);
  }

  #hit(kept: Kept, prefetched: boolean): CacheLookup {
    this.#hits++;
    if (prefetched) this.#prefetchHits++;
    return { ...this.#aged(kept), prefetched };
  }

  #aged({ answer, computedAtMs }: Kept) {
    return { result: 'hit' as const, answer, ageMs: Math.max(0, this.#clock.now() - computedAtMs) };
  }
}
