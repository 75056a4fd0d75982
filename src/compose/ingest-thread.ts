import { workerData } from 'node:worker_threads';
import { languageOf } from '../adapters/parsers/language.ts';
import { parserFor } from '../adapters/parsers/parser-for.ts';
import { RowSum } from '../adapters/static-embedder/row-sum.ts';
import { adoptTokenTable, type SharedTokenTable } from '../adapters/static-embedder/shared-token-table.ts';
import { serveDocuments } from '../adapters/worker-threads/serve-documents.ts';
import { processDocument } from '../core/ingest/process-document.ts';
import { quantiseUnit } from '../shared/quantise.ts';

/** What the thread is started with: the embedding table lies in shared memory, so every thread reads one copy. */
export type IngestThreadData = { readonly table: SharedTokenTable };

const data: IngestThreadData = workerData;
const table = adoptTokenTable(data.table);
const rowSum = new RowSum(table);

/** Each text is cut into pieces once, for its vector and for late interaction. */
async function encode(passages: readonly string[]) {
  return passages.map((text) => {
    const pieces = table.tokenize(text);
    return { embedding: quantiseUnit(rowSum.unit(pieces)), pieces: distinct(pieces) };
  });
}

/** Which text last held a row: told apart by number, so nothing has to be cleared between texts. */
const holders = new Uint32Array(table.rows);
let texts = 0;

function distinct(pieces: Uint16Array): Uint16Array {
  texts = (texts + 1) >>> 0;
  return pieces.filter((piece) => {
    const isNew = holders[piece] !== texts;
    holders[piece] = texts;
    return isNew;
  });
}

serveDocuments((document) => processDocument(document, { parserFor, encode, languageOf }));
