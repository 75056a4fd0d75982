import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectSoundBlocks, linesOf } from '../../../test/support/parsed-document.ts';
import { type PdfPage, pdfBytes } from '../../../test/support/pdf.ts';
import type { ParsedDocument } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { createPdfParser } from './pdf.ts';

const parser = createPdfParser();
const firstPage: PdfPage = [
  { text: 'Green tea is steeped at seventy de-', y: 700 },
  { text: 'grees \\(not more\\).'.replaceAll('\\', ''), y: 686 },
  { text: 'Black tea is not.', y: 650 },
];
const secondPage: PdfPage = [{ text: 'Second page.', y: 700 }];

function parse(content: string | Uint8Array): Promise<ParsedDocument> {
  return parser.parse({ title: '', contentType: 'application/pdf', content });
}

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../../test/support/fixtures/${name}`, import.meta.url));
}

/** Two pages, with these references to them; `9 9 R` leads nowhere. */
function withPages(kids: string): Uint8Array {
  const file = Buffer.from(pdfBytes([firstPage, secondPage])).toString('latin1');
  return Uint8Array.from(Buffer.from(file.replace('[5 0 R 7 0 R]', kids), 'latin1'));
}

const printed = (['log', 'warn', 'error', 'info'] as const).map((level) => vi.spyOn(console, level));
const fetched = vi.spyOn(globalThis, 'fetch');

beforeEach(() => vi.clearAllMocks());
afterEach(() => {
  for (const spy of [...printed, fetched]) expect(spy).not.toHaveBeenCalled();
});

describe('PDF', () => {
  it('reads the paragraphs of all pages and the title', async () => {
    const bytes = pdfBytes([firstPage, secondPage], 'Tea and time');
    const before = bytes.slice();
    const document = await parse(bytes);
    expectSoundBlocks(document);
    expect(linesOf(document)).toEqual([
      'paragraph: Green tea is steeped at seventy degrees (not more).',
      'paragraph: Black tea is not.',
      'paragraph: Second page.',
    ]);
    expect(document.title).toBe('Tea and time');
    expect(document.warnings).toEqual([]);
    expect(bytes).toEqual(before);
  });

  it('takes no title that a program made up', async () => {
    expect((await parse(pdfBytes([secondPage], 'Untitled'))).title).toBeNull();
  });

  it('warns of pages without text and keeps the others', async () => {
    const document = await parse(pdfBytes([secondPage, [], { stream: '0 0 100 100 re f' }, secondPage]));
    expect(document.text).toBe('Second page.\n\nSecond page.');
    expect(document.warnings).toEqual([2, 3].map((page) => `Page ${page} has no text; scanned pages are not read.`));
  });

  it('warns of a page that cannot be read and keeps the others', async () => {
    const document = await parse(withPages('[5 0 R 9 9 R]'));
    expect(document.text).toContain('Black tea is not.');
    expect(document.warnings).toEqual([expect.stringMatching(/^Page 2 could not be read: ./)]);
  });

  it('reads a file whose very end is cut off', async () => {
    const whole = pdfBytes([firstPage, secondPage]);
    const document = await parse(whole.slice(0, whole.length - 15));
    expect(document.text).toContain('Black tea is not.');
  });

  it('reads no more pages than the limit', async () => {
    const content = pdfBytes([secondPage, secondPage, firstPage]);
    const document = await createPdfParser({ pagesMax: 2 }).parse({
      title: '',
      contentType: 'application/pdf',
      content,
    });
    expect(document.warnings).toEqual(['Only the first 2 of the 3 pages were read.']);
    expect(document.text).toBe('Second page.\n\nSecond page.');
  });

  it('reads a file that only its owner may change', async () => {
    expect((await parse(fixture('owner-password.pdf'))).text).toBe('Open to readers');
  });
});

describe('what is no PDF to read', () => {
  it.each([
    ['another format', Buffer.from('PK\u0003\u0004 and more'), 'DOCUMENT_PDF_INVALID'],
    ['a header alone', Buffer.from('%PDF-1.7\n'), 'DOCUMENT_PDF_INVALID'],
    ['a torn file', pdfBytes([firstPage]).slice(0, 120), 'DOCUMENT_PDF_INVALID'],
    ['a file without its second half', pdfBytes([firstPage, secondPage]).slice(0, 700), 'DOCUMENT_PDF_INVALID'],
    ['no page that can be read', withPages('[9 9 R 9 9 R]'), 'DOCUMENT_PDF_INVALID'],
    ['text in place of bytes', '%PDF-1.4', 'DOCUMENT_PDF_INVALID'],
    ['a password', fixture('encrypted.pdf'), 'DOCUMENT_PDF_ENCRYPTED'],
    ['scanned pages alone', pdfBytes([[], []]), 'DOCUMENT_EMPTY'],
    ['nothing', new Uint8Array(), 'DOCUMENT_EMPTY'],
  ])('is refused: %s', async (_, content, code) => {
    const error = await parse(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({ code });
  });

  it('gives nothing but coded errors, and prints nothing', async () => {
    const whole = pdfBytes([firstPage, secondPage], 'Title');
    const damaged = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 })
      .map((changes) => changes.reduce((bytes, [at, value]) => bytes.with(at, value), whole));
    const random = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Uint8Array.from([...Buffer.from('%PDF-1.4\n'), ...bytes]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, random), async (bytes) => {
        const result = await parse(bytes).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(CodedError);
      }),
      { seed: 13, numRuns: 40 },
    );
  });
});
