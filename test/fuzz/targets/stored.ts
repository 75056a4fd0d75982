import { decodeSegment, encodeSegment } from '../../../src/adapters/sqlite/documents/feature-codec.ts';
import { decodeLexicon, encodeLexicon } from '../../../src/adapters/sqlite/documents/lexicon-row.ts';
import { packText, unpackText } from '../../../src/adapters/sqlite/packed-text.ts';
import { integerList, metadata, textList } from '../../../src/adapters/sqlite/row.ts';
import { packBatch, unpackBatch } from '../../../src/adapters/worker-threads/packed-batch.ts';
import { Rollup } from '../../../src/core/analytics/rollup.ts';
import type { ChunkFeatures } from '../../../src/ports/document-processor.ts';
import { type FuzzTarget, isDeclared, must, textTarget } from '../fuzz-target.ts';

const FEATURES: readonly ChunkFeatures[] = [3, 0, 7].map((count, i) => ({
  scale: 0.5 + i,
  values: Int16Array.from({ length: count }, (_, at) => at - 3),
  lexical: {
    terms: Array.from({ length: count }, (_, at) => `term${at % 4}-${i}`),
    title: Uint16Array.from({ length: count % 3 }, (_, at) => at),
    body: Uint16Array.from({ length: count }, (_, at) => at),
  },
  pieces: Uint16Array.from({ length: count }, (_, at) => 3 * at),
}));
const SEGMENT = encodeSegment(FEATURES, 0);
const LONG_TEXT = 'Green tea. '.repeat(400);
const LEXICON = encodeLexicon({
  entities: [{ text: 'Tea', count: 3 }],
  abbreviations: [{ short: 'CS', long: 'Camellia sinensis' }],
});
const ROLLUP = new Rollup().toText();

/** A number of chunks, the terms' length, the terms, the data: a whole row in one run of bytes. */
const ROW_HEAD_BYTES = 3;
function segmentBytes(): Uint8Array {
  const terms = Buffer.from(SEGMENT.terms);
  return Buffer.concat([
    Uint8Array.of(SEGMENT.chunkCount, terms.length & 0xff, terms.length >> 8),
    terms,
    SEGMENT.data,
  ]);
}

export const STORED_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'features of a segment',
    modules: ['src/adapters/sqlite/documents/feature-codec.ts'],
    seeds: [segmentBytes()],
    pieces: ['\u0000\u0000\u0000\u0000', '\u0001\u0000', '\u007f\u007f\u007f\u007f', '\n'],
    run: (input) => {
      const [chunkCount = 0, low = 0, high = 0] = input;
      const end = ROW_HEAD_BYTES + low + 256 * high;
      const terms = Buffer.from(input.subarray(ROW_HEAD_BYTES, end)).toString('utf8');
      const data = input.slice(end);
      const chunks = decodeSegment({ chunkCount, terms, data });
      must(chunks.length === chunkCount, 'chunks are missing');
    },
  },
  {
    name: 'packed text',
    modules: ['src/adapters/sqlite/packed-text.ts'],
    seeds: [packText(LONG_TEXT), packText('short')],
    pieces: ['\u0028\u00b5\u002f', '\u0000', '\u007f'],
    run: (input) => unpackText(input),
  },
  textTarget({
    name: 'row of a lexicon',
    modules: ['src/adapters/sqlite/documents/lexicon-row.ts'],
    seeds: [LEXICON],
    pieces: ['[', ']', ',', '"a"', '1', 'null', '[[', ']]', '{}'],
    read: (text) => decodeLexicon(text),
  }),
  textTarget({
    name: 'lists and metadata of a row',
    modules: ['src/adapters/sqlite/row.ts'],
    seeds: ['["a","b"]', '[1,2,3]', '{"a":1,"b":["x",true]}'],
    pieces: ['[', ']', '{', '}', '"a":', '1.5', '1e400', 'null', '"__proto__":'],
    read: (text) => {
      const readers = [textList, integerList, metadata];
      const kept = readers.filter((read) => isRead(() => read({ column: text }, 'column')));
      must(kept.length <= readers.length, 'a reader that is none');
    },
  }),
  {
    name: 'packed batch of a thread',
    modules: ['src/adapters/worker-threads/packed-batch.ts'],
    seeds: ['Tea\nGreen tea is green.\nBlack tea is black.', 'One'],
    pieces: ['\n', '\u0000', 'x'.repeat(300), '\ud83d\ude00', '"', '\\'],
    run: (input) => {
      const lines = Buffer.from(input).toString('utf8').split('\n').slice(0, 200);
      const text = lines.join('\n');
      let at = 0;
      const chunks = lines.map((line) => {
        const start = at;
        at += line.length + 1;
        return { text: line, start, end: start + line.length, headings: [line.slice(0, 5), 'Two'] };
      });
      const features = chunks
        .map((_, i) => FEATURES[i % FEATURES.length] ?? FEATURES[0])
        .filter((each) => each !== undefined);
      const document = {
        title: text.slice(0, 50),
        text,
        language: null,
        warnings: [text.slice(0, 9)],
        chunks,
        features,
        lexicon: { entities: [{ text, count: 1 }], abbreviations: [] },
      };
      const [back] = unpackBatch(structuredClone(packBatch([document])));
      must(JSON.stringify(back) === JSON.stringify(document), 'a batch comes back as another');
    },
  },
  textTarget({
    name: 'roll-up of an hour',
    modules: ['src/core/analytics/rollup.ts'],
    seeds: [ROLLUP],
    pieces: ['{', '}', '"format":', '"users":', '"durations":', '"counts":', '[', ']', 'null', '-1', '1e400', '"AAAA"'],
    read: (text) => Rollup.parse(text)?.bytes(),
  }),
];

/** False for what is declared to be damaged. */
function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (isDeclared(error)) return false;
    throw error;
  }
}
