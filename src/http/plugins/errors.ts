import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Telemetry } from '../../ports/telemetry.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { ERROR_MAP, RETRY_AFTER_SECONDS } from '../error-map.ts';
import { PROBLEM_CONTENT_TYPE, pathOf, problem } from '../kit/problem.ts';
import { toCodedError } from '../kit/to-coded-error.ts';
import { watchRoutes } from './allowed-methods.ts';

/** Bytes of a request target; the longest real one is a list with a cursor and filters. Node's limit for all headers is 16 KiB. */
export const TARGET_BYTES_MAX = 8 * 1024;

export type ErrorsOptions = { readonly telemetry: Telemetry };

/** Every error leaves as `application/problem+json`; what nobody foresaw is logged once, with its cause, and told as a bare 500. */
export const errorsPlugin = fastifyPlugin(
  (app: FastifyInstance, options: ErrorsOptions, done) => {
    const routes = watchRoutes(app);
    app.decorateRequest('errorCode', null);
    app.setErrorHandler((error, request, reply) => {
      const coded = toCodedError(error);
      options.telemetry.error({ code: coded.code, component: 'http' });
      return sendProblem(coded, request, reply);
    });
    app.setNotFoundHandler(async (request, reply) => {
      await app.countFailure(request, reply);
      const path = pathOf(request);
      const allowed = routes.methodsOf(path);
      if (allowed.length === 0) throw new CodedError('ROUTE_NOT_FOUND', `Nothing is at ${request.method} ${path}.`);
      reply.header('allow', allowed.join(', '));
      const message = `${path} does not answer ${request.method}, only ${allowed.join(', ')}.`;
      throw new CodedError('ROUTE_METHOD_NOT_ALLOWED', message);
    });
    app.addHook('onRequest', (request, _reply, next) => {
      if (request.url.length <= TARGET_BYTES_MAX) return next();
      next(new CodedError('REQUEST_URI_TOO_LONG', `The request target is longer than ${TARGET_BYTES_MAX} bytes.`));
    });
    done();
  },
  { name: 'queryloom-errors', fastify: '5.x', dependencies: ['queryloom-request-id'] },
);

/** Refusals that come by the hundred a second when they come, and are counted: a stack in the log for each would be load of its own. */
const EXPECTED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['SERVER_OVERLOADED', 'TEMPORARY_REDUCED_CAPACITY']);

/** Answers with the problem of an error. Also for requests that the router refused before any hook ran. */
export function sendProblem(error: CodedError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const entry = ERROR_MAP[error.code];
  request.errorCode = error.code;
  if (error.code === 'SERVER_INTERNAL') request.log.error({ err: error.cause ?? error }, 'unexpected error');
  else if (entry.status >= 500 && !EXPECTED.has(error.code)) request.log.warn({ err: error }, 'request failed');
  const { code, message: detail, issues, limit } = error;
  const body = problem({ code, detail, issues, limit, instance: pathOf(request), requestId: request.id });
  const retryAfter = limit?.retry_after ?? RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  if (entry.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(entry.status)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body));
}
