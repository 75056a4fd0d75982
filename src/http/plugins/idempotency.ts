import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { IdempotencyStore, Reservation } from '../../ports/idempotency-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

/** A create that takes longer than this is taken for dead, and its key is free again. */
const LEASE_MS = 120_000;
/** Visible ASCII of at most 200 characters; clients send UUIDs. */
const KEY = /^[\x21-\x7e]{1,200}$/;

export type IdempotencyOptions = { readonly store: IdempotencyStore; readonly clock: Clock };

declare module 'fastify' {
  interface FastifyRequest {
    /** The key this request holds a reservation under, until its answer is kept or the key is given back. */
    idempotencyKey: string | null;
  }
}

/**
 * `Idempotency-Key` on routes declared `idempotent`: the first request does the work and its answer is kept 24 hours; the same request
 * again gets that answer with `Idempotency-Replayed: true`. An answer of 5xx gives the key back.
 */
export const idempotencyPlugin = fastifyPlugin(
  (app: FastifyInstance, options: IdempotencyOptions, done) => {
    app.decorateRequest('idempotencyKey', null);
    const reserve = (request: FastifyRequest, reply: FastifyReply) => reserveKey(options, request, reply);
    const keep = (request: FastifyRequest, reply: FastifyReply, payload: unknown) =>
      keepAnswer(options.store, request, reply, payload);
    app.addHook('onRoute', (route) => {
      if (route.config?.operation?.idempotent !== true) return;
      route.preHandler = [reserve, ...[route.preHandler ?? []].flat()];
      // First of the route's own, so that what is kept is the answer before compression.
      route.onSend = [keep, ...[route.onSend ?? []].flat()];
    });
    done();
  },
  // The compressor adds its hook when a route is registered: ours must stand before it.
  { name: 'queryloom-idempotency', fastify: '5.x', dependencies: ['queryloom-errors', 'queryloom-auth'] },
);

async function reserveKey(options: IdempotencyOptions, request: FastifyRequest, reply: FastifyReply) {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new CodedError('REQUEST_INVALID', 'Idempotency-Key is not valid.', {
      issues: [{ path: 'Idempotency-Key', message: 'One key of 1 to 200 visible ASCII characters' }],
    });
  }
  const reservation = await options.store.reserve({
    tenant: request.principal.tenant,
    key,
    fingerprint: fingerprint(request),
    nowMs: options.clock.now(),
    leaseMs: LEASE_MS,
  });
  return settle(reservation, key, request, reply);
}

function settle(reservation: Reservation, key: string, request: FastifyRequest, reply: FastifyReply) {
  switch (reservation.state) {
    case 'reserved':
      request.idempotencyKey = key;
      return undefined;
    case 'done': {
      const { status, contentType, body } = reservation.response;
      return reply.code(status).header('content-type', contentType).header('idempotency-replayed', 'true').send(body);
    }
    case 'in_progress':
      throw new CodedError(
        'IDEMPOTENCY_IN_PROGRESS',
        'The first request with this Idempotency-Key is still being worked on.',
      );
    case 'mismatch':
      throw new CodedError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for another request; choose a new one.',
      );
  }
}

async function keepAnswer(store: IdempotencyStore, request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  const key = request.idempotencyKey;
  if (key === null) return payload;
  request.idempotencyKey = null;
  const { tenant } = request.principal;
  try {
    if (reply.statusCode >= 500 || typeof payload !== 'string') await store.release(tenant, key);
    else {
      const contentType = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8');
      await store.complete(tenant, key, { status: reply.statusCode, contentType, body: kept(request, payload) });
    }
  } catch (error) {
    // The work is done and durable: its answer leaves. The reservation lapses with its lease.
    request.log.warn({ err: error }, 'the answer to an idempotent request could not be kept');
  }
  return payload;
}

/** What may be kept of an answer: without the secret that it was the only one to show. */
function kept({ routeOptions }: FastifyRequest, payload: string): string {
  const operation = routeOptions.config.operation;
  return operation?.keptAnswer === undefined ? payload : JSON.stringify(operation.keptAnswer(JSON.parse(payload)));
}

// The checked body: key order and white space of the JSON do not make another request.
function fingerprint(request: FastifyRequest): string {
  const parts = JSON.stringify([request.method, request.url, request.body ?? null]);
  return createHash('sha256').update(parts).digest('hex');
}
