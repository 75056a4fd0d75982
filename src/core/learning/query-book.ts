import { questionKey } from '../retrieval/question-key.ts';
import { foldText } from './fold-text.ts';
import type { PastQuery } from './past-query.ts';
import { PopularQueries } from './popular-queries.ts';
import { SESSION_GAP_MS, type SessionState, Sessions } from './sessions.ts';
import { SimilarQueries } from './similar-queries.ts';
import { Successors } from './successors.ts';
import { TextIndex } from './text-index.ts';

/** One asking, as a book learns it. `documents` are those its answer quoted; null when a quoted passage is gone. */
export type Asking = {
  readonly text: string;
  readonly answered: boolean;
  readonly confidence: number;
  readonly atMs: number;
  readonly session: string | null;
  readonly documents: readonly string[] | null;
};

/** Popularity halves in this time: what was asked a season ago hardly counts. */
const HALF_LIFE_MS = 14 * 24 * 3_600_000;
/** Latest questions that are compared with at every answer: some 0.1 ms of the event loop, and 400 KB a scope. */
const LATEST_MAX = 1_000;
/** Longer texts are pasted passages: nobody types them again. */
export const LEARNED_TEXT_MAX = 300;
/** Different questions before one under which its successors are counted apart. */
const CONTEXTS_MAX = 8;
/** Questions among which the least popular is let go when room is needed: a look at the longest unasked ones. */
const VICTIMS_LOOKED_AT = 8;

/** What one scope's past questions teach. All steps are synchronous and take microseconds. */
export class QueryBook {
  readonly index = new TextIndex<PastQuery>(offeredScore);
  readonly sessions = new Sessions();
  /** Questions after which others came, by what they mean. */
  readonly similar = new SimilarQueries();
  /** The latest questions, whatever came after them, by what they mean. */
  readonly latest = new SimilarQueries(LATEST_MAX);
  /** By key, the longest unasked first. */
  readonly #queries = new Map<string, PastQuery>();
  readonly #popular = new PopularQueries();
  #originMs: number | null = null;
  #popularity = 0;

  /** Different questions. */
  get size(): number {
    return this.#queries.size;
  }

  /** Sum of all popularity, in the same unit as one question's. */
  get totalPopularity(): number {
    return this.#popularity;
  }

  find(text: string): PastQuery | undefined {
    return this.#queries.get(questionKey(text));
  }

  /** The most popular ones, best first. */
  popular(): readonly PastQuery[] {
    return this.#popular.list(this.#queries.values());
  }

  /** Counts an asking; null when its text is too long or empty to be learned. */
  learn(asking: Asking): PastQuery | null {
    if (asking.text.length > LEARNED_TEXT_MAX) return null;
    const query = this.#open(asking.text);
    if (query === null) return null;
    const before = offeredScore(query);
    const weight = this.#weightAt(asking.atMs);
    query.count++;
    query.popularity += weight;
    this.#popularity += weight;
    this.#popular.asked(query);
    query.lastMs = Math.max(query.lastMs, asking.atMs);
    query.confidenceSum += asking.confidence;
    if (asking.answered) {
      query.answeredCount++;
      query.quoteFound = asking.documents !== null;
      query.documents = asking.documents ?? [];
    }
    if (query.count === 1) {
      this.index.add(query);
      this.latest.add(query);
    } else this.index.changed(query, offeredScore(query) >= before);
    if (asking.session !== null) this.#follow(this.sessions.advance(asking.session, query, asking.atMs), query);
    return query;
  }

  /** Askings that the popularity of a question is worth now: one asked once, just now, has 1. */
  askingsNow(popularity: number, nowMs: number): number {
    return popularity / this.#weightAt(nowMs);
  }

  /** Lets the least popular of the longest unasked questions go; undefined when there is none. */
  dropOne(): PastQuery | undefined {
    let victim: PastQuery | undefined;
    let looked = 0;
    for (const query of this.#queries.values()) {
      if (victim === undefined || query.popularity < victim.popularity) victim = query;
      if (++looked >= VICTIMS_LOOKED_AT) break;
    }
    if (victim !== undefined) this.#forget(victim);
    return victim;
  }

  #forget(query: PastQuery): void {
    query.forgotten = true;
    this.#popularity -= query.popularity;
    this.#queries.delete(query.key);
    this.index.remove(query);
    this.#popular.forgotten(query);
  }

  /** The question's entry, last in the order of asking. */
  #open(text: string): PastQuery | null {
    const key = questionKey(text);
    const known = this.#queries.get(key);
    const query = known ?? newQuery(text, key);
    if (query.folded === '') return null;
    this.#queries.delete(key);
    this.#queries.set(key, query);
    return query;
  }

  #follow(state: SessionState | null, query: PastQuery): void {
    if (state === null) return;
    const { last, before } = state;
    if (last.next === null) this.similar.add(last);
    last.next ??= new Successors<PastQuery>();
    last.next.add(query);
    // Most questions are asked once: what came before them says nothing until something follows them again.
    if (before === null || last.next.total < 2) return;
    last.nextAfter ??= new Map();
    const known = last.nextAfter.get(before);
    if (known === undefined && last.nextAfter.size >= CONTEXTS_MAX) dropFirst(last.nextAfter);
    const after = known ?? new Successors<PastQuery>();
    after.add(query);
    last.nextAfter.set(before, after);
  }

  #weightAt(atMs: number): number {
    this.#originMs ??= atMs - SESSION_GAP_MS;
    return 2 ** ((atMs - this.#originMs) / HALF_LIFE_MS);
  }
}

/** What orders questions that are offered: popularity, and 0 for those without an answer that may be shown. */
function offeredScore({ answeredCount, quoteFound, popularity }: PastQuery): number {
  return answeredCount > 0 && quoteFound ? popularity : 0;
}

function newQuery(text: string, key: string): PastQuery {
  return {
    text,
    key,
    folded: foldText(text),
    count: 0,
    answeredCount: 0,
    confidenceSum: 0,
    lastMs: 0,
    popularity: 0,
    documents: [],
    quoteFound: false,
    next: null,
    nextAfter: null,
    forgotten: false,
  };
}

function dropFirst(contexts: Map<PastQuery, Successors<PastQuery>>): void {
  for (const first of contexts.keys()) {
    contexts.delete(first);
    return;
  }
}
