import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, ParsedDocument } from '../../ports/document-parser.ts';
import type { Chunk } from '../../ports/document-processor.ts';
import { CHUNK_LENGTH_MAX, CHUNK_WORDS_MAX, TARGET_WORDS, TINY_WORDS, WHOLE_WORDS } from './chunk-sizes.ts';
import { chunkDocument } from './chunker.ts';
import { measureWords } from './words.ts';

type Part = { readonly level?: number; readonly text: string; readonly kind?: Block['kind']; readonly gap?: string };
type Document = Pick<ParsedDocument, 'text' | 'blocks'>;

/** A document of headings (with a level) and paragraphs, as a parser would give it. */
function documentOf(parts: readonly Part[]): Document {
  const blocks: Block[] = [];
  const path: { level: number; text: string }[] = [];
  let text = '';
  for (const part of parts) {
    if (text !== '') text += part.gap ?? '\n\n';
    const { level } = part;
    if (level !== undefined) while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    const start = text.length;
    text += part.text;
    const headings = path.map((heading) => heading.text);
    blocks.push({
      kind: level === undefined ? (part.kind ?? 'paragraph') : 'heading',
      start,
      end: text.length,
      headings,
    });
    if (level !== undefined) path.push({ level, text: part.text });
  }
  return { text, blocks };
}

/** `count` words in sentences of ten. */
function words(count: number, word = 'word'): string {
  const sentences: string[] = [];
  for (let left = count; left > 0; left -= 10) {
    const sentence = Array.from({ length: Math.min(10, left) }, () => word).join(' ');
    sentences.push(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
  }
  return sentences.join(' ');
}

function wordsOf(chunk: Chunk): number {
  return measureWords(chunk.text, { start: 0, end: chunk.text.length });
}

function expectSound(document: Document, chunks: readonly Chunk[]): void {
  let end = 0;
  const covered = new Uint8Array(document.text.length);
  for (const chunk of chunks) {
    expect(chunk.text).toBe(document.text.slice(chunk.start, chunk.end));
    expect(chunk.text).toBe(chunk.text.trim());
    expect(chunk.text.length).toBeGreaterThan(0);
    expect(chunk.text.length).toBeLessThanOrEqual(CHUNK_LENGTH_MAX);
    expect(chunk.text.isWellFormed()).toBe(true);
    expect(chunk.start).toBeGreaterThanOrEqual(end);
    end = chunk.end;
    covered.fill(1, chunk.start, chunk.end);
  }
  const lost = document.blocks.flatMap((block) =>
    Array.from({ length: block.end - block.start }, (_, i) => block.start + i).filter(
      (at) => covered[at] === 0 && document.text.charAt(at).trim() !== '',
    ),
  );
  expect(lost).toEqual([]);
}

const unit = fc.constantFrom(
  'word',
  'A',
  'end.',
  'Why?',
  '\u{1f600}'.repeat(9),
  '語'.repeat(40),
  'x'.repeat(90),
  '\n',
  '- ',
  '12.',
);
const part: fc.Arbitrary<Part> = fc.record(
  {
    text: fc.array(unit, { minLength: 1, maxLength: 260 }).map((units) => units.join(' ').trim() || 'a'),
    level: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom('paragraph', 'list_item', 'table_row', 'code'),
    gap: fc.constantFrom('\n', '\n\n## ', ' '.repeat(5_000)),
  },
  { requiredKeys: ['text'] },
);

describe('chunkDocument', () => {
  it('keeps every word, in order, apart and below the maximum, whatever the document', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const document = documentOf(parts);
        const chunks = chunkDocument(document);
        expectSound(document, chunks);
        for (const chunk of chunks) {
          const inBlocks = document.blocks.reduce((sum, block) => {
            const span = { start: Math.max(block.start, chunk.start), end: Math.min(block.end, chunk.end) };
            return sum + (span.end > span.start ? measureWords(document.text, span) : 0);
          }, 0);
          expect(inBlocks).toBeLessThanOrEqual(CHUNK_WORDS_MAX);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('leaves a document of up to the whole size as one chunk', () => {
    const document = documentOf([
      { level: 1, text: 'Title' },
      { text: words(150) },
      { text: words(WHOLE_WORDS - 151) },
    ]);
    const chunks = chunkDocument(document);
    expect(chunks).toEqual([{ text: document.text, start: 0, end: document.text.length, headings: ['Title'] }]);
  });

  it('leaves a section of up to the whole size as one chunk, with its heading', () => {
    const document = documentOf([
      { level: 1, text: 'First' },
      { text: words(300) },
      { level: 1, text: 'Second' },
      { text: words(310) },
    ]);
    const chunks = chunkDocument(document);
    expect(chunks.map((chunk) => chunk.headings)).toEqual([['First'], ['Second']]);
    expect(chunks[1]?.text.startsWith('Second\n\n')).toBe(true);
  });

  it('cuts longer text at sentences into even chunks near the target', () => {
    const chunks = chunkDocument(documentOf([{ text: words(1_000) }]));
    expect(chunks.length).toBeGreaterThanOrEqual(5);
    for (const chunk of chunks) {
      expect(chunk.text.endsWith('.')).toBe(true);
      expect(wordsOf(chunk)).toBeGreaterThan(TARGET_WORDS * 0.6);
      expect(wordsOf(chunk)).toBeLessThan(TARGET_WORDS * 1.5);
    }
  });

  it('prefers to end a chunk where a paragraph ends', () => {
    const document = documentOf([
      { text: words(200, 'one') },
      { text: words(180, 'two') },
      { text: words(160, 'three') },
    ]);
    const chunks = chunkDocument(document);
    expect(chunks.map(wordsOf)).toEqual([200, 180, 160]);
  });

  it('never ends a chunk with a heading', () => {
    const parts = Array.from({ length: 12 }, (_, i) => [
      { level: 2, text: `Part ${i}` },
      { text: words(50 + 7 * i) },
    ]).flat();
    const headings = new Set(parts.map((each) => each.text).filter((text) => text.startsWith('Part')));
    for (const chunk of chunkDocument(documentOf(parts))) {
      expect(headings.has(chunk.text.split('\n').at(-1) ?? '')).toBe(false);
    }
  });

  it('joins tiny sections under their nearest common heading', () => {
    const document = documentOf([
      { level: 1, text: 'Guide' },
      { level: 2, text: 'Long' },
      { text: words(250) },
      { level: 2, text: 'Options' },
      ...['a', 'b', 'c', 'd'].flatMap((name) => [{ level: 3, text: name }, { text: words(TINY_WORDS - 10) }]),
    ]);
    const chunks = chunkDocument(document);
    expect(chunks.map((chunk) => chunk.headings)).toEqual([
      ['Guide', 'Long'],
      ['Guide', 'Options'],
    ]);
    expect(chunks[0]?.text.startsWith('Guide\n\nLong\n\n')).toBe(true);
  });

  it('does not join top-level sections beyond the target', () => {
    const document = documentOf([
      { level: 1, text: 'Big' },
      { text: words(TARGET_WORDS) },
      { level: 1, text: 'Small' },
      { text: words(20) },
      { level: 1, text: 'Other' },
      { text: words(TARGET_WORDS) },
    ]);
    expect(chunkDocument(document).map((chunk) => chunk.headings)).toEqual([['Big'], ['Small'], ['Other']]);
  });

  it('cuts a sentence above the maximum at white space, or between code points where there is none', () => {
    const spaced = chunkDocument(documentOf([{ text: Array(2_000).fill('word').join(' ') }]));
    expect(spaced.every((chunk) => /^word( word)*$/.test(chunk.text))).toBe(true);
    const faces = documentOf([{ text: '\u{1f600}'.repeat(9_000) }]);
    const chunks = chunkDocument(faces);
    expectSound(faces, chunks);
    expect(chunks.length).toBeGreaterThan(4);
    const ideographs = documentOf([{ text: '語'.repeat(3_000) }]);
    expectSound(ideographs, chunkDocument(ideographs));
    expect(chunkDocument(ideographs).length).toBeGreaterThan(4);
  });

  it('cuts code and tables between lines', () => {
    const line = 'const value = compute(first, second); // no. of items. Done';
    const chunks = chunkDocument(documentOf([{ kind: 'code', text: Array(120).fill(line).join('\n') }]));
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) expect(new Set(chunk.text.split('\n'))).toEqual(new Set([line]));
  });

  it('follows other sizes when asked, and takes text without blocks as a paragraph', () => {
    const text = words(100);
    expect(chunkDocument({ text, blocks: [] })).toHaveLength(1);
    const small = chunkDocument({ text, blocks: [] }, { targetWords: 20, wholeWords: 30 });
    expect(small.map(wordsOf)).toEqual([20, 20, 20, 20, 20]);
    expect(chunkDocument({ text: ' \n ', blocks: [] })).toEqual([]);
  });

  it('takes time in proportion to the text', () => {
    const paragraph: Part = { text: words(90) };
    const section: readonly Part[] = [
      { level: 2, text: 'Heading' },
      paragraph,
      paragraph,
      paragraph,
      paragraph,
      paragraph,
    ];
    const documentOfLength = (length: number) =>
      documentOf(Array.from({ length: Math.ceil(length / 2_400) }, () => section).flat());
    const small = documentOfLength(1_000_000);
    const large = documentOfLength(5_000_000);
    const cost = (document: Document) => {
      const started = performance.now();
      chunkDocument(document);
      return performance.now() - started;
    };
    cost(small);
    const smallMs = Math.min(cost(small), cost(small), cost(small));
    const largeMs = Math.min(cost(large), cost(large));
    expect(largeMs / smallMs).toBeLessThan(15);
  });
});
