import type { PatternName } from './query-request.ts';
import type { StageName } from './trace.ts';

/** Settings a stage reads. A pattern is data: which stages, and with which numbers. */
export type PatternSettings = {
  /** Leading dimensions of the embedding that the dense channel compares. */
  readonly denseDimensions: number;
  /** Candidates each channel hands over, at least. */
  readonly channelDepth: number;
  /** Share of the lexical score in the fused one; the rest is dense. */
  readonly lexicalWeight: number;
  /** Candidates the late interaction re-orders, and the share its score has for a plain question; 0 = no rerank. */
  readonly rerankDepth: number;
  readonly lateWeight: number;
  /** Passages the answer reads, and citations it may give. */
  readonly answerPassages: number;
  readonly citationsMax: number;
  /** Passages that the tools which gather from several (summarize, compare, extract, analyze) read, and what they show at most. */
  readonly gatheredPassages: number;
  readonly shownMax: number;
  /** Questions that are checked for an answer before they are suggested, and past ones that may be asked of the whole collection. */
  readonly suggestionChecks: number;
  readonly suggestionRetrievals: number;
};

export type Pattern = {
  readonly name: PatternName;
  readonly stages: readonly StageName[];
  readonly settings: PatternSettings;
};

const COMMON: readonly StageName[] = ['understand', 'cache', 'route', 'retrieve', 'fuse'];
const TAIL: readonly StageName[] = ['select', 'answer', 'judge', 'enrich', 'remember'];

/** Weights are fitted on the scifact train claims; `docs/quality.md` has the figures. */
export const PATTERNS: Readonly<Record<PatternName, Pattern>> = {
  bare: {
    name: 'bare',
    stages: [...COMMON, ...TAIL],
    settings: {
      denseDimensions: 96,
      channelDepth: 50,
      lexicalWeight: 0.6,
      rerankDepth: 0,
      lateWeight: 0,
      answerPassages: 3,
      citationsMax: 1,
      gatheredPassages: 8,
      shownMax: 3,
      suggestionChecks: 1,
      suggestionRetrievals: 0,
    },
  },
  fast: {
    name: 'fast',
    stages: [...COMMON, 'rerank', ...TAIL],
    settings: {
      denseDimensions: 192,
      channelDepth: 100,
      lexicalWeight: 0.6,
      rerankDepth: 20,
      lateWeight: 0.3,
      answerPassages: 5,
      citationsMax: 3,
      gatheredPassages: 12,
      shownMax: 6,
      suggestionChecks: 1,
      suggestionRetrievals: 0,
    },
  },
  fused: {
    name: 'fused',
    stages: [...COMMON, 'rerank', ...TAIL],
    settings: {
      denseDimensions: 384,
      channelDepth: 200,
      lexicalWeight: 0.6,
      rerankDepth: 50,
      lateWeight: 0.3,
      answerPassages: 5,
      citationsMax: 3,
      gatheredPassages: 20,
      shownMax: 10,
      suggestionChecks: 6,
      suggestionRetrievals: 1,
    },
  },
};
