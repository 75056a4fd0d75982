/** What one read may cost. */
export type WebLimits = {
  /** Bytes of a document, on the wire and decompressed. */
  readonly bytesMax: number;
  /** Milliseconds for all of it: names, connections, redirects, headers and body. */
  readonly timeoutMs: number;
  readonly redirectsMax: number;
  /** Bytes of the headers of one answer. */
  readonly headerBytesMax: number;
};

/**
 * 10 MiB hold the longest pages and most reports, 15 s a slow server far away; a renamed site with `www` and a language takes
 * three redirects; browsers send and servers answer far below 16 KiB of headers.
 */
export const WEB_LIMITS: WebLimits = {
  bytesMax: 10 * 1024 * 1024,
  timeoutMs: 15_000,
  redirectsMax: 3,
  headerBytesMax: 16 * 1024,
};
