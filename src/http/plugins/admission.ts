import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Verdict } from '../../core/limiter/rate-limiting.ts';
import { scopeOf, workClassOf } from '../kit/access.ts';
import { type Admission, operationName, sendLimits } from '../kit/admission.ts';

export type AdmissionOptions = { readonly admission: Admission };

declare module 'fastify' {
  interface FastifyRequest {
    /** Units were taken for this request, or it was refused them. */
    isCharged: boolean;
  }
}

const REFUSED = new Set([429, 503]);

/**
 * Lets requests in, in this order: a look at places and limits before the body is read; a place in flight when it has arrived, so that a
 * slow sender holds none; one charge when it was checked, all windows or none. What is answered 429 or 503 here has taken nothing; what
 * was wrong before its charge pays one unit.
 */
export const admissionPlugin = fastifyPlugin(
  (app: FastifyInstance, { admission }: AdmissionOptions, done) => {
    app.decorate('admission', admission);
    app.decorateRequest('slot', null);
    app.decorateRequest('isCharged', false);
    app.addHook('onRequest', (request, _reply, next) => {
      if (isCounted(request)) admission.look(request.caller, request.ws ? null : workClassAt(request));
      next();
    });
    app.addHook('preValidation', (request, _reply, next) => {
      // Sockets are bounded in number, and their work waits for its place.
      if (request.ws || !isCounted(request)) return next();
      request.slot = admission.enter(request.caller, workClassAt(request));
      request.slot.whenItsTurn(() => next());
    });
    app.addHook('preHandler', (request, reply, next) => {
      if (!isCounted(request)) return next();
      charge(admission, request, reply, next);
    });
    app.addHook('onError', (request, reply, _error, next) => {
      if (isCounted(request) && !reply.hasHeader('ratelimit')) sendLimits(reply, admission.state(request.caller));
      next();
    });
    app.addHook('onResponse', (request, reply, next) => {
      request.slot?.leave({ measured: isMeasured(request, reply) });
      request.slot = null;
      next();
      if (request.isCharged || !isCounted(request) || !paysForItsError(reply)) return;
      admission.settle(request.caller, operationName(request)).catch((error: unknown) => {
        request.log.warn({ err: error }, 'a wrong request could not be charged');
      });
    });
    done();
  },
  { name: 'queryloom-admission', fastify: '5.x', dependencies: ['queryloom-auth'] },
);

function isCounted(request: FastifyRequest): boolean {
  const { operation, socket } = request.routeOptions.config;
  if (operation === undefined) return socket !== undefined;
  return scopeOf(operation) !== 'public';
}

function workClassAt(request: FastifyRequest) {
  return workClassOf(request.routeOptions.config.operation ?? {});
}

function charge(admission: Admission, request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void) {
  const { operation } = request.routeOptions.config;
  const cost = operation?.cost?.(request.body) ?? 1;
  request.isCharged = true;
  const verdict = admission.take(request.caller, { operation: operationName(request), cost });
  const go = (given: Verdict): void => {
    sendLimits(reply, given.headers);
    const refusal = admission.refusal(request.caller, given);
    if (refusal !== null || request.slot === null) next(refusal ?? undefined);
    // The work may hold the loop: what arrived in the meantime is to find its place, or none, before the next begins.
    else request.slot.whenItsTurn(next);
  };
  if (verdict instanceof Promise) verdict.then(go, next);
  else go(verdict);
}

function paysForItsError({ statusCode }: FastifyReply): boolean {
  return statusCode >= 400 && statusCode < 500 && !REFUSED.has(statusCode);
}

/** The time of a call that answered, of one unit, which did not wait for anything but the process. */
function isMeasured(request: FastifyRequest, reply: FastifyReply): boolean {
  const { operation } = request.routeOptions.config;
  if (operation?.unmeasured === true || operation?.cost !== undefined || reply.raw.statusCode >= 400) return false;
  return !String(reply.getHeader('content-type')).startsWith('text/event-stream');
}
