import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { bareHost, portOf } from './checked-url.ts';
import { asFetchFailed, fetchFailed } from './fetch-failed.ts';
import type { HostAddress } from './pinned-host.ts';
import { CODINGS } from './read-body.ts';

export type PageRequest = {
  readonly url: URL;
  /** Where the connection goes, whatever the name of the host resolves to by then. */
  readonly addresses: readonly HostAddress[];
  /** Media types for `Accept`. */
  readonly accept: string;
  readonly userAgent: string;
  readonly headerBytesMax: number;
};

/**
 * One GET on a connection of its own, to the pinned addresses, with the host's name in `Host` and in TLS. Nothing of the caller goes
 * along: no cookies, no credentials, no referrer. Resolves with the head; the body is still to be read.
 */
export function requestPage(page: PageRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = send(page, signal);
    request.once('response', resolve);
    // Also errors after the answer began come here; the reader of the body sees them there.
    request.on('error', (error) => reject(asFetchFailed(page.url, error)));
    // An answer that switches protocols closes without either; after an answer this changes nothing.
    request.once('close', () => reject(fetchFailed(page.url, 'it broke the connection off')));
    request.end();
  });
}

function send(page: PageRequest, signal: AbortSignal): ClientRequest {
  const { url, addresses, accept, userAgent, headerBytesMax } = page;
  const options: RequestOptions = {
    method: 'GET',
    hostname: bareHost(url),
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      'user-agent': userAgent,
      accept,
      'accept-encoding': [...CODINGS.keys()].join(', '),
      connection: 'close',
    },
    // A connection of its own: none is shared with another read, and the proxies of the environment are not asked.
    agent: false,
    lookup: pinnedLookup(addresses),
    maxHeaderSize: headerBytesMax,
    signal,
  };
  return url.protocol === 'https:' ? httpsRequest({ ...options, rejectUnauthorized: true }) : httpRequest(options);
}

/** Answers what was resolved and checked before. That a name points elsewhere by the time of the connection makes no difference. */
function pinnedLookup(addresses: readonly HostAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}
