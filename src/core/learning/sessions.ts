import { BoundedMap } from '../../shared/bounded-map.ts';
import type { PastQuery } from './past-query.ts';

/** A session ends when nothing was asked for so long: the half hour that web statistics use. */
export const SESSION_GAP_MS = 30 * 60_000;
/** Open sessions of a scope: as many people as one busy server sees in half an hour. The longest silent one goes first. */
const SESSIONS_MAX = 10_000;

/** The last two questions of a session, the later first. */
export type SessionState = { readonly last: PastQuery; readonly before: PastQuery | null; readonly atMs: number };

/** Where each open session of a scope stands. */
export class Sessions {
  /** In the order of their last question. */
  readonly #open = new BoundedMap<string, SessionState>(SESSIONS_MAX);

  /** The session's state before this question, or null at its beginning; asking the same again changes nothing but the time. */
  advance(sessionId: string, query: PastQuery, atMs: number): SessionState | null {
    // History that is read late, after the session went on, says nothing of what came next.
    if ((this.#open.peek(sessionId)?.atMs ?? 0) > atMs) return null;
    const state = this.at(sessionId, atMs);
    const repeated = state?.last === query;
    const before = repeated ? state.before : (state?.last ?? null);
    this.#open.set(sessionId, { last: query, before, atMs });
    return repeated ? null : state;
  }

  /** The open session, or null. */
  at(sessionId: string, nowMs: number): SessionState | null {
    const state = this.#open.peek(sessionId);
    if (state === undefined || nowMs - state.atMs > SESSION_GAP_MS || state.last.forgotten) return null;
    return state.before?.forgotten === true ? { ...state, before: null } : state;
  }
}
