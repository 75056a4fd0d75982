import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { CodedError } from '../../shared/errors.ts';

/** Headers of a request; browsers behind two proxies send some forty. Node itself would leave out those beyond 2,000, unsaid. */
export const HEADERS_MAX = 200;

/** A host as RFC 9112 wants it in `Host`: a name or an address, and perhaps a port. Nothing that a log or a page could mistake. */
const HOST = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~-]{1,255})(?::\d{1,5})?$/;

/**
 * Refuses requests that two servers in a row could read differently, which is how one caller's request ends up in another's: more
 * than one `Host` or none, transfer codings other than `chunked`, chunks in HTTP/1.0, HTTP/0.9. What Node's parser refuses (lengths that
 * differ, both kinds of framing, folded headers, bare line feeds) never comes here. Such a connection is not used again.
 */
export const framingPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    app.addHook('onRequest', (request, reply, next) => {
      const fault = faultOf(request.raw);
      if (fault === null) return next();
      reply.header('connection', 'close');
      next(fault);
    });
    done();
  },
  { name: 'queryloom-framing', fastify: '5.x', dependencies: ['queryloom-errors'] },
);

function faultOf({ httpVersion, headers, rawHeaders }: IncomingMessage): CodedError | null {
  if (rawHeaders.length > 2 * HEADERS_MAX)
    return new CodedError('REQUEST_HEADERS_TOO_LARGE', `The request has more than ${HEADERS_MAX} headers.`);
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return malformed('Only HTTP/1.1 and HTTP/1.0 are spoken here.');
  const hosts = countHosts(rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return malformed('A request has one Host header.');
  if (hosts === 1 && !HOST.test(headers.host ?? ''))
    return malformed('The Host header is neither a name nor an address.');
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return null;
  if (httpVersion === '1.0') return malformed('HTTP/1.0 has no Transfer-Encoding.');
  return coding.toLowerCase() === 'chunked' ? null : malformed('The only Transfer-Encoding taken is chunked.');
}

/** `headers` keeps the first of several, so they are counted where all of them are: names and values in turn. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}

function malformed(message: string): CodedError {
  return new CodedError('REQUEST_MALFORMED_HTTP', message);
}
