/** A document as its web server gave it. */
export type FetchedSource = {
  /** Where it was found in the end, after redirects, without a fragment. */
  readonly url: string;
  /** As the server named it, with its parameters. */
  readonly contentType: string;
  /** Text when the server named an encoding other than UTF-8, else the bytes themselves, decompressed. */
  readonly content: string | Uint8Array;
};

/** Reads documents from addresses that strangers may have written. */
export interface SourceReader {
  /**
   * Throws `SOURCE_*` with the reason and the remedy, `DOCUMENT_UNSUPPORTED_TYPE` for what no parser reads, and the signal's own
   * reason when it was aborted.
   */
  read(url: string, signal?: AbortSignal): Promise<FetchedSource>;
}
