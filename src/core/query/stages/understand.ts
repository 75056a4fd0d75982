import { defined } from '../../../shared/assert.ts';
import { chooseTool, namedTool, type ToolChoice } from '../../answer/choose-tool.ts';
import { analyseQuery } from '../../retrieval/analyse-text.ts';
import { lateShareOf } from '../../retrieval/question-shape.ts';
import type { QueryRequest } from '../query-request.ts';
import type { Understanding } from '../query-state.ts';
import type { Stage } from '../stage.ts';

/** The tool, and terms, vector and pieces of what it is to look for, with what the scope says of their weight. */
export const understand: Stage = {
  name: 'understand',
  optional: false,
  async run({ request, scope }, { ports, signal }) {
    const tool = toolFor(request);
    // A request about everything still needs passages: those nearest to its own words.
    const looked = tool.topic === '' ? request.text : tool.topic;
    const lexical = analyseQuery(looked);
    const [vectors, statistics] = await Promise.all([
      ports.embedder.embed([looked], signal),
      ports.lexical.statistics(scope),
    ]);
    const chunkCount = statistics.chunkCount;
    const pieces = distinct(ports.table.tokenize(looked));
    const understanding: Understanding = {
      lexical,
      vector: defined(vectors[0], 'one text gives one vector'),
      late: {
        pieces,
        weights:
          pieces.length === 0
            ? new Float32Array(0)
            : pieceWeights(pieces, (piece) => ports.late.pieceFrequency(scope, piece), chunkCount),
      },
      idf: (term) => inverseFrequency(statistics.documentFrequency(term), chunkCount),
      chunkCount,
      lateShare: lateShareOf(looked),
      enhancements: looked === request.text ? [] : [`looked for: ${looked}`],
    };
    return {
      adds: { tool, understanding },
      detail: {
        tool: tool.tool,
        terms: lexical.terms.map(({ term }) => term),
        phrases: lexical.phrases.length,
        pieces: pieces.length,
        chunks: chunkCount,
      },
    };
  },
};

function toolFor({ tool, text }: QueryRequest): ToolChoice {
  return tool === 'auto' ? chooseTool({ text }) : namedTool(tool, text);
}

/** BM25's idf, ln(1 + (N − df + .5)/(df + .5)): positive for every term, also one that all chunks hold. */
export function inverseFrequency(documentFrequency: number, chunkCount: number): number {
  return Math.log(1 + (Math.max(0, chunkCount - documentFrequency) + 0.5) / (documentFrequency + 0.5));
}

function pieceWeights(pieces: Uint16Array, frequency: (piece: number) => number, chunkCount: number): Float32Array {
  return Float32Array.from(pieces, (piece) => inverseFrequency(frequency(piece), chunkCount));
}

function distinct(pieces: Uint16Array): Uint16Array {
  return Uint16Array.from(new Set(pieces));
}
