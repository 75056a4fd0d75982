import { rounded } from '../../shared/round.ts';
import type { ReasoningType } from './reasoning-type.ts';

/** What the complexity of a question is measured on. */
export type ComplexityInput = {
  readonly question: string;
  /** Content words. */
  readonly termCount: number;
  readonly reasoningType: ReasoningType;
  /** Names of the corpus in the question. */
  readonly nameCount: number;
};

/** Shares of the parts, set by hand: how many things are asked about, how they are joined, what thinking it takes, how many names meet. */
const SHARES = { terms: 0.35, clauses: 0.25, type: 0.25, names: 0.15 };
/** Where a part counts as full: questions of the public sets have 3 to 15 content words, rarely three clauses or four names. */
const TERMS_FULL = 15;
const CLAUSES_FULL = 3;
const NAMES_FULL = 4;

const CLAUSE = /\b(?:and|or|but|that|which|who|whose|where|when|if|while|because|than|before|after|given)\b|[,;:]/gi;

/** Work that a type of reasoning takes beside looking one thing up. */
const BY_TYPE: Readonly<Record<ReasoningType, number>> = {
  factual: 0.1,
  definitional: 0.1,
  temporal: 0.2,
  verifying: 0.3,
  quantitative: 0.4,
  procedural: 0.6,
  exploratory: 0.6,
  comparative: 0.8,
  causal: 0.9,
};

/** In [0, 1]: a weighted mean of length, clauses, type and names. An ordering of questions, not a probability. */
export function complexityOf({ question, termCount, reasoningType, nameCount }: ComplexityInput): number {
  // The word that opens the question joins nothing.
  const clauses = (question.replace(/^\W*\S+/u, '').match(CLAUSE)?.length ?? 0) / CLAUSES_FULL;
  const value =
    SHARES.terms * full(Math.log1p(termCount) / Math.log1p(TERMS_FULL)) +
    SHARES.clauses * full(clauses) +
    SHARES.type * BY_TYPE[reasoningType] +
    SHARES.names * full(nameCount / NAMES_FULL);
  return rounded(value, 3);
}

function full(share: number): number {
  return Math.min(1, Math.max(0, share));
}
