import type { Principal } from '../../ports/scope.ts';
import type { QueryAnswer } from './query-answer.ts';
import type { QueryRequest } from './query-request.ts';

/** Told of every query as it begins, on the event loop: keep it short, and never throw. */
export interface QueryFollower {
  /** A query begins; what is returned is told when it ends, before its answer leaves: null when there is none. */
  began(request: QueryRequest, principal: Principal): (answer: QueryAnswer | null) => void;
}
