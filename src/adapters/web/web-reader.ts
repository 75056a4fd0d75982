import type { IncomingMessage } from 'node:http';
import type { FetchedSource, SourceReader } from '../../ports/source-reader.ts';
import { CodedError } from '../../shared/errors.ts';
import { type Scheduler, systemScheduler } from '../../shared/scheduler.ts';
import { type AddressRule, whyNotPublic } from './address-rules.ts';
import { checkedUrl } from './checked-url.ts';
import { decodeCharset } from './decode-charset.ts';
import { fetchFailed } from './fetch-failed.ts';
import { WEB_LIMITS, type WebLimits } from './limits.ts';
import { type PinRules, pinHost, type Resolver, systemResolver } from './pinned-host.ts';
import { readBody } from './read-body.ts';
import { requestPage } from './request-page.ts';

export type WebReaderOptions = {
  /** The error for a content type that no parser reads, or null. */
  readonly typeError: (contentType: string) => CodedError | null;
  /** Media types for `Accept`. */
  readonly accept: string;
  readonly userAgent: string;
  /** Hosts, as they stand in addresses, that may have addresses which are not public. */
  readonly privateHosts?: readonly string[];
  readonly limits?: Partial<WebLimits>;
  readonly resolve?: Resolver;
  readonly addressRule?: AddressRule;
  readonly scheduler?: Scheduler;
};

/** Visible and of a bounded length: it is stored, shown and logged. */
const CONTENT_TYPE = /^[\x21-\x7e][\x20-\x7e]{0,255}$/;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Reads web pages for whoever names them, without lending this machine's place in the network: only public addresses, each checked
 * before the connection that goes exactly there, again for every redirect; bounded in bytes, headers, redirects and time.
 */
export function createWebReader(options: WebReaderOptions): SourceReader {
  const { scheduler = systemScheduler } = options;
  const limits = { ...WEB_LIMITS, ...options.limits };
  const walk = new Walk(options, limits);
  return {
    async read(text, signal) {
      signal?.throwIfAborted();
      const url = checkedUrl(text);
      const ended = new AbortController();
      const late = lateSignal(scheduler, { url, timeoutMs: limits.timeoutMs }, ended.signal);
      const either = signal === undefined ? late : AbortSignal.any([signal, late]);
      try {
        return await untilAborted(() => walk.read(url, either), either);
      } catch (error) {
        either.throwIfAborted();
        throw error;
      } finally {
        ended.abort();
      }
    },
  };
}

/** Follows redirects to a document, every hop checked like the first. */
class Walk {
  readonly #options: WebReaderOptions;
  readonly #limits: WebLimits;
  readonly #rules: PinRules;

  constructor(options: WebReaderOptions, limits: WebLimits) {
    this.#options = options;
    this.#limits = limits;
    const { resolve = systemResolver, addressRule = whyNotPublic, privateHosts = [] } = options;
    this.#rules = { resolve, addressRule, privateHosts: new Set(privateHosts.map(hostName)) };
  }

  async read(start: URL, signal: AbortSignal): Promise<FetchedSource> {
    let url = start;
    for (let hop = 0; hop <= this.#limits.redirectsMax; hop++) {
      const response = await this.#request(url, signal);
      if (!REDIRECTS.has(response.statusCode ?? 0)) return await this.#document(url, response);
      response.destroy();
      url = redirected(url, response.headers.location);
    }
    throw redirectRefused(start, `it redirects more than ${this.#limits.redirectsMax} times`);
  }

  async #request(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const addresses = await pinHost(url, this.#rules);
    signal.throwIfAborted();
    const { accept, userAgent } = this.#options;
    const page = { url, addresses, accept, userAgent, headerBytesMax: this.#limits.headerBytesMax };
    return await requestPage(page, signal);
  }

  async #document(url: URL, response: IncomingMessage): Promise<FetchedSource> {
    try {
      if (response.statusCode !== 200) throw fetchFailed(url, `it answered ${response.statusCode}`);
      // A server that names no type leaves open what it sent: RFC 9110 calls that bytes.
      const contentType = response.headers['content-type'] ?? 'application/octet-stream';
      if (!CONTENT_TYPE.test(contentType)) throw fetchFailed(url, 'its content type cannot be read');
      const typeError = this.#options.typeError(contentType);
      if (typeError !== null) throw typeError;
      const body = await readBody(url, response, this.#limits.bytesMax);
      return { url: url.href, contentType, content: decodeCharset(url, contentType, body) };
    } finally {
      response.destroy();
    }
  }
}

/** Where a redirect leads, checked as if a caller had named it. From TLS it does not lead to what others can read and change. */
function redirected(from: URL, location: string | undefined): URL {
  if (location === undefined) throw redirectRefused(from, 'it redirects without saying where');
  const to = checkedUrl(location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw redirectRefused(from, 'it redirects from https: to http:, which anybody on the way can read and change');
  return to;
}

function redirectRefused(url: URL, reason: string): CodedError {
  return new CodedError(
    'SOURCE_REDIRECT_REFUSED',
    `"${url.host}" gave no document: ${reason}. Use the address where the document is in the end.`,
  );
}

/** A host as URLs write it, so that `Intranet.Example` and `0x7f.1` are found. Throws `SOURCE_URL_REFUSED` for what is no host. */
function hostName(text: string): string {
  const url = URL.parse(`http://${text.includes(':') && !text.startsWith('[') ? `[${text}]` : text}/`);
  if (url !== null && url.host === url.hostname && url.pathname === '/' && url.username === '') return url.hostname;
  throw new CodedError(
    'SOURCE_URL_REFUSED',
    `"${text.slice(0, 100)}" is not a host. Write the name or address alone, as in an address: intranet.example.com.`,
  );
}

type Deadline = { readonly url: URL; readonly timeoutMs: number };

function lateSignal(scheduler: Scheduler, { url, timeoutMs }: Deadline, ended: AbortSignal): AbortSignal {
  const late = new AbortController();
  const reason = `The document at "${url.host}" did not arrive within ${timeoutMs / 1000} seconds. Try again, or send the document itself.`;
  scheduler.sleep(timeoutMs, ended).then(() => {
    if (!ended.aborted) late.abort(new CodedError('SOURCE_TOO_SLOW', reason));
  });
  return late.signal;
}

/** Ends the wait at once; a resolver that cannot be stopped is left behind. */
async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const waiting = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: waiting.signal });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    waiting.abort();
  }
}
