import { describe, expect, it } from 'vitest';
import type { SourceReader } from '../ports/source-reader.ts';
import { CodedError, type ErrorCode } from '../shared/errors.ts';
import { type Found, readSource } from './read-sources.ts';

async function found(source: string, read: SourceReader['read']): Promise<readonly Found[]> {
  return await Array.fromAsync(readSource(source, { read }));
}

const failing = (code: ErrorCode) => (): Promise<never> => Promise.reject(new CodedError(code, 'Why not.'));

describe('a web address', () => {
  it('becomes a document that goes by the address it was asked for', async () => {
    const read = async (asked: string) => ({
      url: `${asked}/moved`,
      contentType: 'application/pdf',
      content: Uint8Array.of(37),
    });
    const [first] = await found('https://docs.example/a', read);
    expect(first).toEqual({
      document: {
        id: expect.stringMatching(/^s_[0-9a-f]{32}$/),
        title: '',
        uri: 'https://docs.example/a',
        content_type: 'application/pdf',
        content_base64: 'JQ==',
      },
      bytes: 1,
    });
    expect(await found('https://docs.example/a', read)).toEqual([first]);
  });

  it('keeps text that was decoded, and leaves out what its type says of the encoding', async () => {
    const read = async (url: string) => ({ url, contentType: 'text/html; charset=iso-8859-1', content: 'Ar-Mén' });
    const [first] = await found('HTTP://docs.example/a', read);
    expect(first).toMatchObject({ document: { content_type: 'text/html', text: 'Ar-Mén' } });
  });

  it('is left out with its reason, and with the way out where there is one', async () => {
    const reason = 'Why not.';
    const source = 'http://intranet.example/';
    expect(await found(source, failing('SOURCE_TOO_SLOW'))).toEqual([{ skipped: source, reason }]);
    expect(await found(source, failing('SOURCE_ADDRESS_REFUSED'))).toEqual([
      { skipped: source, reason: `${reason} Or name its host after --allow-private.` },
    ]);
  });

  it('is not the only thing that can be wrong: a defect is not told as a document left out', async () => {
    await expect(found('http://docs.example/', () => Promise.reject(new TypeError('a defect')))).rejects.toThrow(
      'a defect',
    );
  });
});
