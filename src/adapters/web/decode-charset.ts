import { fetchFailed } from './fetch-failed.ts';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i;
/** Only these have an encoding to name; JSON is UTF-8 by definition, and binary formats are none of text. */
const TEXT_TYPE = /^(?:text\/|application\/xhtml\+xml)/i;

/** The text of a body whose server names an encoding other than UTF-8; else the body as it is, for the parser to judge. */
export function decodeCharset(url: URL, contentType: string, body: Uint8Array): string | Uint8Array {
  const charset = CHARSET.exec(contentType)?.[1];
  if (charset === undefined || !TEXT_TYPE.test(contentType) || /^utf-?8$/i.test(charset)) return body;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch (cause) {
    throw fetchFailed(url, 'its text is not in the encoding that it names', cause);
  }
}
