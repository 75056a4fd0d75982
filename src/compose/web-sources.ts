import { formatOf, MEDIA_TYPES, unsupportedType } from '../adapters/parsers/media-type.ts';
import { createWebReader } from '../adapters/web/web-reader.ts';
import type { SourceReader } from '../ports/source-reader.ts';

/** Says what asks, without its version: a server that is asked need not learn which one to attack. */
const USER_AGENT = 'queryloom';

/**
 * Reads documents of the content types that have a parser. `privateHosts` are hosts whose addresses need not be public: only who runs
 * this machine may name them, never who sends an address. Throws `SOURCE_URL_REFUSED` for what is no host.
 */
export function openSourceReader({ privateHosts }: { readonly privateHosts: readonly string[] }): SourceReader {
  return createWebReader({
    privateHosts,
    userAgent: USER_AGENT,
    accept: Object.values(MEDIA_TYPES).flat().join(', '),
    typeError: (contentType) => (formatOf(contentType) === undefined ? unsupportedType(contentType) : null),
  });
}
