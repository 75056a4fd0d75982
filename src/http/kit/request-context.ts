import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../ports/caller.ts';
import type { Principal } from '../../ports/scope.ts';
import type { AnyRoute } from './define-route.ts';

/** What an operation knows beyond the request itself and wants in its log line; names as they appear there. */
export type LogNotes = {
  query_id?: string;
  confidence?: number;
  cache_hit?: boolean;
  ingest_id?: string;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before validation, so every handler may rely on it. */
    principal: Principal;
    /** The same with the key it came with, and the identity that limits go by. */
    caller: Caller;
    /** Trace id of a valid W3C `traceparent`, 32 hex digits, or null. */
    traceId: string | null;
    notes: LogNotes | null;
    /** Code of the error this request was answered with, for the log line and the metrics. */
    errorCode: string | null;
  }

  interface FastifyContextConfig {
    /** The operation behind this route; absent on the few routes that are not part of the contract. */
    operation?: AnyRoute;
    /** Tag of the operation in the OpenAPI document. */
    tag?: string;
  }
}

/** Adds fields to the one log line of this request. */
export function annotate(request: FastifyRequest, notes: LogNotes): void {
  request.notes = request.notes === null ? notes : { ...request.notes, ...notes };
}
