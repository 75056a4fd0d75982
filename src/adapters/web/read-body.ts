import type { IncomingMessage } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { CodedError } from '../../shared/errors.ts';
import { asFetchFailed, fetchFailed } from './fetch-failed.ts';

/** Content codings that are asked for and read. */
export const CODINGS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['identity', () => new PassThrough()],
]);

/**
 * The body of an answer, decompressed. What arrives and what comes out are both counted as they come, so a bomb ends at the limit, not
 * in memory; an announced length beyond it ends before that. Throws `SOURCE_TOO_LARGE` and `SOURCE_FETCH_FAILED`.
 */
export async function readBody(url: URL, response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = CODINGS.get(coding === 'x-gzip' ? 'gzip' : coding);
  if (decoder === undefined) throw fetchFailed(url, 'it compresses its answer in a way that was not asked for');
  if (Number(response.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(url, bytesMax);
  const parts: Buffer[] = [];
  const atMost = () => counted(url, bytesMax);
  try {
    await pipeline(response, atMost(), decoder(), atMost(), async (source: AsyncIterable<Buffer>) => {
      for await (const part of source) parts.push(part);
    });
  } catch (error) {
    throw asFetchFailed(url, error);
  }
  return Buffer.concat(parts);
}

function counted(url: URL, bytesMax: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let bytes = 0;
    for await (const part of source) {
      bytes += part.length;
      if (bytes > bytesMax) throw tooLarge(url, bytesMax);
      yield part;
    }
  };
}

function tooLarge(url: URL, bytesMax: number): CodedError {
  return new CodedError(
    'SOURCE_TOO_LARGE',
    `The document at "${url.host}" has more than ${bytesMax / 1024 / 1024} MiB. Split it, or send the document itself.`,
  );
}
