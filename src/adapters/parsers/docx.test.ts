import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { docxBytes, docxFiles, docxParagraph, docxTable } from '../../../test/support/docx.ts';
import { expectSoundBlocks, linesOf } from '../../../test/support/parsed-document.ts';
import type { ParsedDocument } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { createDocxParser } from './docx.ts';

const parser = createDocxParser();

function parse(content: string | Uint8Array): Promise<ParsedDocument> {
  return parser.parse({ title: '', contentType: 'x', content });
}

const link = '<w:p><w:hyperlink r:id="l1"><w:r><w:t>The source</w:t></w:r></w:hyperlink></w:p>';

describe('DOCX', () => {
  it('reads headings, paragraphs, tables and links', async () => {
    const body =
      docxParagraph('Travel rules', 'Title') +
      docxParagraph('Before you go', 'Heading2') +
      docxParagraph('Ask &amp; wait.') +
      docxTable([
        ['City', 'Days'],
        ['Rome', '3'],
      ]) +
      docxParagraph('After', 'Heading2') +
      link;
    const document = await parse(docxBytes(body));
    expectSoundBlocks(document);
    expect(linesOf(document)).toEqual([
      'heading: Travel rules',
      'heading: Before you go',
      'paragraph: Ask & wait.',
      'table_row: City | Days',
      'table_row: Rome | 3',
      'heading: After',
      'paragraph: The source',
    ]);
    expect(document.blocks[2]?.headings).toEqual(['Travel rules', 'Before you go']);
    expect(document.blocks[6]?.headings).toEqual(['Travel rules', 'After']);
    expect(document.title).toBe('Travel rules');
    expect(document.links).toEqual([{ href: 'https://a.example/', text: 'The source' }]);
  });

  it('prefers the title property', async () => {
    const body = docxParagraph('Heading', 'Heading1') + docxParagraph('Text');
    expect((await parse(docxBytes(body, 'Tea &amp; time'))).title).toBe('Tea & time');
    expect((await parse(docxBytes(body, 'Document1'))).title).toBe('Heading');
  });

  it('leaves pictures and other files alone', async () => {
    const files = { ...docxFiles(docxParagraph('Text')), 'word/media/image1.png': Uint8Array.of(1, 2, 3) };
    expect((await parse(zipSync(files))).text).toBe('Text');
  });
});

describe('what is no DOCX', () => {
  it.each([
    ['no archive', strToU8('just some text')],
    ['half an archive', docxBytes(docxParagraph('Text')).slice(0, 700)],
    ['another archive', zipSync({ 'a.txt': strToU8('a') })],
    ['broken XML', zipSync({ ...docxFiles(''), 'word/document.xml': strToU8('<w:document><w:body>') })],
    ['a path out of the archive', zipSync({ ...docxFiles(docxParagraph('Text')), '../x.xml': strToU8('a') })],
    ['text in place of bytes', 'PK'],
  ])('is refused: %s', async (_, content) => {
    await expect(parse(content)).rejects.toMatchObject({ code: 'DOCUMENT_DOCX_INVALID' });
  });

  it('is told apart from a file with a password', async () => {
    const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0);
    await expect(parse(ole)).rejects.toMatchObject({
      code: 'DOCUMENT_DOCX_INVALID',
      message: expect.stringContaining('without a password'),
    });
  });

  it('is told apart from an empty one', async () => {
    await expect(parse(docxBytes(''))).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
    await expect(parse(new Uint8Array())).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
  });

  it('is refused when nested deeper than can be read', async () => {
    const deep = `${'<w:sdt><w:sdtContent>'.repeat(50_000)}${docxParagraph('x')}${'</w:sdtContent></w:sdt>'.repeat(50_000)}`;
    await expect(parse(docxBytes(deep))).rejects.toMatchObject({ code: 'DOCUMENT_DOCX_INVALID' });
  });

  it('is refused or read, but never expanded, when its XML defines entities', async () => {
    const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
    const main = (doctype: string, text: string) => {
      const document = new TextDecoder().decode(docxFiles(docxParagraph(text))['word/document.xml']);
      return zipSync({ ...docxFiles(''), 'word/document.xml': strToU8(`<!DOCTYPE w [${doctype}]>${document}`) });
    };
    const laughs = main(`<!ENTITY e0 "ha">${entities}`, 'laugh &e9;');
    const secret = main('<!ENTITY x SYSTEM "file:///etc/passwd">', 'read &x;');
    for (const archive of [laughs, secret]) {
      const result = await parse(archive).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toMatchObject({ code: 'DOCUMENT_DOCX_INVALID' });
      else expect(JSON.stringify(result)).not.toMatch(/root:|haha/);
      expect(JSON.stringify(result).length).toBeLessThan(2_000);
    }
  });

  it('gives nothing but coded errors for damaged files, and prints nothing', async () => {
    const printed = vi.spyOn(console, 'log');
    const whole = docxBytes(docxParagraph('Some text', 'Heading1'));
    const damaged = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
      .map((changes) => changes.reduce((bytes, [at, value]) => bytes.with(at, value), whole));
    const random = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, random), async (bytes) => {
        const result = await parse(bytes).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(CodedError);
      }),
      { seed: 11, numRuns: 60 },
    );
    expect(printed).not.toHaveBeenCalled();
  });
});
