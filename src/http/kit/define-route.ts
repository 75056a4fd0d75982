import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Access } from './access.ts';
import type { Call } from './call.ts';
import type { AnySocket } from './socket-route.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Answer schemas by status; the lowest status is the one an operation answers with unless it sets another. */
export type Answers = Readonly<Record<number, z.ZodType>>;

/** Answers that are not JSON: status → content type → one sentence. The handler sends them itself and returns the reply. */
export type Media = Readonly<Record<number, Readonly<Record<string, string>>>>;

/** What a handler may return: an answer of its schemas, or the reply it has sent or hijacked itself. */
export type Result<A extends Answers> = z.output<A[keyof A]> | FastifyReply;

export type RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  A extends Answers,
> = {
  readonly method: Method;
  /** Path in Fastify's form: `/api/documents/:id`. */
  readonly path: string;
  /** camelCase, unique over the whole contract; generated clients are named by it. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  /** Strict object; numbers, booleans and repeated names are read from text before the schema sees them. */
  readonly query?: Query;
  /** Every object in it must be strict (`z.strictObject`) or a record. */
  readonly body?: Body;
  readonly answers: A;
  readonly media?: Media;
  /** Codes this operation can answer with, beside those every operation has. Documented, by status. */
  readonly errors?: readonly ErrorCode[];
  /** A create: honours `Idempotency-Key`. */
  readonly idempotent?: boolean;
  /** What of an answer is kept for repeats under its `Idempotency-Key`, for answers with a secret; all of it when left out. */
  keptAnswer?(answer: unknown): unknown;
  /** The body's flat fields are also taken from the query string when there is no body. */
  readonly bodyFromQuery?: boolean;
  readonly bodyBytesMax?: number;
  /** Milliseconds until the call's signal aborts; 0 for none. The server's default when left out. */
  readonly deadlineMs?: number;
  /** Never compressed: answers that carry a secret. */
  readonly uncompressed?: boolean;
  /** Asked by machines every few seconds: logged at debug only, and answered until the very end of the process. */
  readonly probe?: boolean;
  /** An example body for the documentation; checked against the schema at start. */
  readonly example?: z.input<Body>;
  /** Units a call takes from the caller's limits, from its checked body; 1 when left out. */
  cost?(body: z.output<Body>): number;
  handler(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Result<A> | Promise<Result<A>>;
} & Access;

/** A route with its types forgotten, as registration, documentation and plugins see it. */
export type AnyRoute = Omit<RouteDefinition<z.ZodType, z.ZodType, z.ZodType, Answers>, 'handler' | 'cost'> & {
  cost?(body: unknown): number;
  handler(call: Call): unknown;
};

/** What one feature offers: its operations under one tag of the documentation, and its line in `GET /`. */
export type Feature = {
  readonly name: string;
  readonly description: string;
  readonly routes: readonly AnyRoute[];
  /** WebSocket operations, where it has any. */
  readonly sockets?: readonly AnySocket[];
};

/** Declares an operation. Only types happen here: the handler's inputs and answers follow from the schemas. */
export function defineRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  const A extends Answers,
>(definition: RouteDefinition<Params, Query, Body, A>): AnyRoute {
  return definition;
}

/** The status an operation answers with when its handler sets none. */
export function defaultStatus(route: AnyRoute): number {
  const statuses = [...Object.keys(route.answers), ...Object.keys(route.media ?? {})].map(Number);
  return statuses.length === 0 ? 200 : Math.min(...statuses);
}
