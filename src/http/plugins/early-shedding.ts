import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { LoadShedding } from '../../core/overload/load-shedding.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { ERROR_MAP } from '../error-map.ts';
import { scopeOf, workClassOf } from '../kit/access.ts';
import { SHED_DETAIL } from '../kit/admission.ts';
import { PROBLEM_CONTENT_TYPE, pathOf, problem } from '../kit/problem.ts';

const CODE = 'SERVER_OVERLOADED';
const { status: STATUS } = ERROR_MAP[CODE];

/**
 * Milliseconds in which refusals are collected and then sent together. Most of what one costs is waking the process at the other end, and
 * a load balancer that is awake need not be woken again for the next.
 */
const COLLECT_MS = 20;
/** Refusals that are sent without waiting longer. */
const COLLECTED_MAX = 256;

export type EarlySheddingOptions = {
  readonly shedding: LoadShedding;
  readonly telemetry: Telemetry;
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Refuses before anything else is done for a request that nobody could get a place for, whoever asks. Under three times the load a server
 * can bear, two of three requests are refused: a refusal that cost a tenth of an answer would take a fifth of the capacity.
 * The answer is written past the framework's own way out; what is logged, timed and counted of it is the same as of any other.
 */
export const earlySheddingPlugin = fastifyPlugin(
  (app: FastifyInstance, { shedding, telemetry, headers }: EarlySheddingOptions, done) => {
    const head = Object.entries({
      ...headers,
      'content-type': PROBLEM_CONTENT_TYPE,
      'cache-control': 'no-store',
    }).flat();
    const collected: (() => void)[] = [];
    let timer: NodeJS.Timeout | undefined;
    const send = (): void => {
      clearTimeout(timer);
      timer = undefined;
      for (const refuseOne of collected.splice(0)) refuseOne();
    };
    app.addHook('preClose', (closed) => {
      send();
      closed();
    });
    app.addHook('onRequest', (request, reply, next) => {
      const { operation } = request.routeOptions.config;
      if (operation === undefined || scopeOf(operation) === 'public' || !isPlain(request)) return next();
      const workClass = workClassOf(operation);
      if (!shedding.isFull(workClass, null)) return next();
      telemetry.shed(workClass);
      telemetry.error({ code: CODE, component: 'http' });
      reply.hijack();
      collected.push(() => refuse(request, reply, { head, retryAfterSeconds: shedding.retryAfterSeconds }));
      if (collected.length >= COLLECTED_MAX) send();
      else timer ??= setTimeout(send, COLLECT_MS);
    });
    done();
  },
  { name: 'queryloom-early-shedding', fastify: '5.x', dependencies: ['queryloom-errors', 'queryloom-lifecycle'] },
);

/** Nothing in the request asks for headers of its own: it does not come from a page of another origin, and waits for no `100 Continue`. */
function isPlain({ raw: { headers, httpVersion }, server, ws }: FastifyRequest): boolean {
  const isOrdinary = headers.origin === undefined && headers.expect === undefined && httpVersion === '1.1';
  return isOrdinary && !ws && server.lifecycle.state === 'serving';
}

type Refusal = { readonly head: readonly string[]; readonly retryAfterSeconds: number };

function refuse(request: FastifyRequest, reply: FastifyReply, { head, retryAfterSeconds }: Refusal): void {
  const { id: requestId } = request;
  const limit = { retry_after: retryAfterSeconds };
  const body = JSON.stringify(
    problem({ code: CODE, detail: SHED_DETAIL, limit, instance: pathOf(request), requestId }),
  );
  request.errorCode = CODE;
  reply.statusCode = STATUS;
  reply.raw.writeHead(STATUS, [
    ...head,
    'x-request-id',
    requestId,
    'retry-after',
    String(retryAfterSeconds),
    'content-length',
    String(Buffer.byteLength(body)),
  ]);
  reply.raw.end(body);
}
