import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { ERROR_MAP } from '../error-map.ts';
import { roundedMs } from '../kit/fields.ts';

/** Status in the log when the client left before its answer. */
const CANCELLED_STATUS = ERROR_MAP.REQUEST_CANCELLED.status;

/** Fastify's own request lines are off: `loggingPlugin` writes the one line. */
export function silentLogController(): LogController {
  return new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' });
}

/** One line a request, when its answer or its client has left: who, what, how it went, how long it took. Probes only at debug. */
export const loggingPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    app.decorateRequest('notes', null);
    app.addHook('onRequest', (_request, reply, next) => {
      reply.raw.once('close', () => endLeft(reply));
      next();
    });
    app.addHook('onResponse', (request, reply, next) => {
      writeLine(request, reply);
      next();
    });
    done();
  },
  { name: 'queryloom-logging', fastify: '5.x', dependencies: ['queryloom-auth', 'queryloom-request-id'] },
);

/**
 * The framework ends a request at its answer's `finish` or `error`. A client that leaves causes neither, and its request would have no
 * line in the log and no place in the metrics. Sockets, which are taken over, tell of themselves.
 */
function endLeft({ raw, sent }: FastifyReply): void {
  const isTakenOver = sent && !raw.writableEnded;
  if (raw.writableFinished || isTakenOver) return;
  if (!raw.headersSent) raw.statusCode = CANCELLED_STATUS;
  raw.emit('error', new LeftError());
}

/** By its code the framework knows that nobody is there to be answered, and does not try. */
class LeftError extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';

  constructor() {
    super('The client left before its answer.');
  }
}

function writeLine(request: FastifyRequest, reply: FastifyReply): void {
  const { config, url } = request.routeOptions;
  const probe = config.operation?.probe === true;
  const status = reply.raw.writableEnded ? reply.statusCode : CANCELLED_STATUS;
  const fields = {
    ...(request.traceId === null ? {} : { trace_id: request.traceId }),
    tenant: request.principal?.tenant,
    ...(request.caller?.keyId == null ? {} : { key_id: request.caller.keyId }),
    method: request.method,
    // Unknown paths are text of the caller's: only their absence is logged.
    route: url ?? null,
    status,
    duration_ms: roundedMs(reply.elapsedTime),
    ...(request.errorCode === null ? {} : { code: request.errorCode }),
    ...request.notes,
  };
  // Those that were shed are told of together, and counted: a line for each would cost as much as the refusal.
  if (probe || request.errorCode === 'SERVER_OVERLOADED') request.log.debug(fields, 'request');
  else request.log.info(fields, 'request');
}
