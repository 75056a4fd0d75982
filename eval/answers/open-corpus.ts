import { fileURLToPath } from 'node:url';
import { createBm25Index } from '../../src/adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { createStaticEmbedder } from '../../src/adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../../src/adapters/static-embedder/token-table.ts';
import { createLateIndex } from '../../src/adapters/wasm-vectors/late-index.ts';
import type { Passage, Question } from '../../src/core/answer/passage.ts';
import { type TermSimilarity, termSimilarity } from '../../src/core/answer/term-similarity.ts';
import { inverseFrequency } from '../../src/core/query/stages/understand.ts';
import { analyseDocument, analyseQuery } from '../../src/core/retrieval/analyse-text.ts';
import { fuseChannels } from '../../src/core/retrieval/fuse-channels.ts';
import { lateShareOf } from '../../src/core/retrieval/question-shape.ts';
import type { CorpusDocument } from './data-sets.ts';

/** Passages of one question as the `fused` pattern would hand them to the answer, best first. */
export type OpenCorpus = (
  text: string,
  limit: number,
) => Promise<{ readonly question: Question; readonly passages: readonly Passage[] }>;

/** The fused pattern's numbers. */
const LEXICAL_WEIGHT = 0.55;
const LATE_WEIGHT = 0.25;
const RERANK_DEPTH = 20;

const SCOPE = { tenant: 'eval', collection: 'answers' };
const table = await loadTokenTable(fileURLToPath(new URL('../../models/static-minilm/', import.meta.url)));
const embedder = createStaticEmbedder(table);
const vectors = new Map<string, Float32Array>();

/** Word similarity over the built-in table. */
export function builtInSimilarity(): TermSimilarity {
  return termSimilarity(table);
}

/** Indexes the documents, one chunk each, in the embedded adapters; cosines are exact, over all dimensions. */
export async function openCorpus(documents: readonly CorpusDocument[]): Promise<OpenCorpus> {
  const { lexical, late } = await indexAll(documents);
  const dense = await Promise.all(documents.map(vectorOf));
  const statistics = await lexical.statistics(SCOPE);
  const keys = documents.map((_, i) => i + 1);
  return async (text, limit) => {
    const query = analyseQuery(text);
    const [vector = new Float32Array(table.dimensions)] = await embedder.embed([text]);
    const lexicalScores = await lexical.scores(SCOPE, query, keys);
    const denseScores = Float32Array.from(dense, (own) => dot(own, vector));
    const fused = fuseChannels(documents.length, [
      { scores: lexicalScores, weight: LEXICAL_WEIGHT },
      { scores: denseScores, weight: 1 - LEXICAL_WEIGHT },
    ]);
    const head = keys.toSorted((a, b) => at(fused, b) - at(fused, a) || a - b).slice(0, RERANK_DEPTH);
    const pieces = Uint16Array.from(new Set(table.tokenize(text)));
    const weights = Float32Array.from(pieces, (piece) =>
      inverseFrequency(late.pieceFrequency(SCOPE, piece), documents.length),
    );
    const lateScores = await late.scores(SCOPE, { pieces, weights }, head);
    const passages = reorder({ head, fused, lateScores, share: LATE_WEIGHT * lateShareOf(text) })
      .slice(0, limit)
      .map((entry) => passageOf(documents, entry, { lexicalScores, denseScores }));
    const idf = (term: string) => inverseFrequency(statistics.documentFrequency(term), statistics.chunkCount);
    return { question: { text, terms: query.terms.map(({ term }) => term), idf }, passages };
  };
}

async function indexAll(documents: readonly CorpusDocument[]) {
  const catalogue = createCatalogue();
  const lexical = createBm25Index({ catalogue });
  const late = createLateIndex({ catalogue, table });
  const partition = catalogue.open(SCOPE);
  for (const [i, { id, title }] of documents.entries()) {
    partition.stage({ documentId: id, title, uri: null, tags: [], metadata: {}, enabled: true }, [i + 1]);
    partition.publish(id);
  }
  await lexical.add(
    SCOPE,
    documents.map(({ title, text }, i) => ({ chunk: i + 1, ...analyseDocument(title, text) })),
  );
  const piecesOf = (document: CorpusDocument) => Uint16Array.from(new Set(table.tokenize(wholeText(document))));
  await late.add(
    SCOPE,
    documents.map((document, i) => ({ chunk: i + 1, pieces: piecesOf(document) })),
  );
  return { lexical, late };
}

type Entry = { readonly key: number; readonly late: number; readonly score: number };

/** The rerank stage's sum over the head, divided by its best. */
function reorder(list: {
  readonly head: readonly number[];
  readonly fused: Float32Array;
  readonly lateScores: Float32Array;
  readonly share: number;
}): readonly Entry[] {
  const lateTop = list.lateScores.reduce((top, score) => Math.max(top, score), 0) || 1;
  const fusedTop = at(list.fused, list.head[0] ?? 1) || 1;
  const mixed = list.head.map((key, i) => {
    const late = list.lateScores[i] ?? 0;
    const score = ((1 - list.share) * at(list.fused, key)) / fusedTop + (list.share * Math.max(0, late)) / lateTop;
    return { key, late, score };
  });
  mixed.sort((a, b) => b.score - a.score || a.key - b.key);
  const best = mixed[0]?.score || 1;
  return mixed.map((entry) => ({ ...entry, score: entry.score / best }));
}

function passageOf(
  documents: readonly CorpusDocument[],
  { key, late, score }: Entry,
  channels: { readonly lexicalScores: Float32Array; readonly denseScores: Float32Array },
): Passage {
  const { id, title, text } = documents[key - 1] ?? { id: '', title: '', text: '' };
  const place = { documentId: id, title, uri: null, headings: [], text, start: 0, end: text.length };
  return {
    chunk: key,
    ...place,
    score,
    lexical: at(channels.lexicalScores, key),
    dense: at(channels.denseScores, key),
    late,
  };
}

async function vectorOf(document: CorpusDocument): Promise<Float32Array> {
  const whole = wholeText(document);
  const known = vectors.get(whole);
  if (known !== undefined) return known;
  const [vector = new Float32Array(table.dimensions)] = await embedder.embed([whole]);
  vectors.set(whole, vector);
  return vector;
}

function wholeText({ title, text }: CorpusDocument): string {
  return `${title}\n${text}`;
}

/** The score of a key, which counts from 1. */
function at(scores: Float32Array, key: number): number {
  return scores[key - 1] ?? 0;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
