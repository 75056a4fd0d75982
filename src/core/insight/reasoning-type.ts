import { comparedThings } from '../answer/compare/compared-things.ts';
import type { AnswerTool } from '../answer/passage.ts';

/** What kind of thinking a question asks for. */
export const REASONING_TYPES = [
  'factual',
  'definitional',
  'temporal',
  'quantitative',
  'verifying',
  'procedural',
  'exploratory',
  'comparative',
  'causal',
] as const;
/** One of `REASONING_TYPES`. */
export type ReasoningType = (typeof REASONING_TYPES)[number];

/** By the words of the question, the first that holds; the special before the general. */
const RULES: readonly (readonly [RegExp, ReasoningType])[] = [
  [
    /\b(?:why|what (?:causes?|caused|makes?|made|led|leads)|for what reason|reasons? (?:for|why|behind)|how come|(?:effects?|impact|consequences?) of)\b/i,
    'causal',
  ],
  [
    /\b(?:how (?:to|(?:do|can|should|could|would|must) (?:i|we|you|one))|steps? to|(?:set ?up|install|configure|enable|disable|instructions?)\b)/i,
    'procedural',
  ],
  [
    /\b(?:how (?:many|much|often|long|far|big|large|tall|high|fast|deep|old)|(?:what|which) (?:percentage|percent|number|amount|share|proportion|price|size)|trends?|average|count)\b/i,
    'quantitative',
  ],
  [
    /\b(?:when|(?:what|which) (?:year|date|day|month|century|decade|time|era|period)|since when|until when|how long ago)\b/i,
    'temporal',
  ],
  [
    /^\W*(?:explain|describe|tell me|summari[sz]e|outline|discuss|explore|give an overview|what (?:can|do) you (?:know|say|tell)|how does\b|how is\b|how are\b)/i,
    'exploratory',
  ],
  [
    /^\W*(?:define|what does .{1,60} mean|meaning of|what(?:'s|’s| is| are) (?:an? |the )?[\p{L}\p{N}’'-]+(?: [\p{L}\p{N}’'-]+){0,2}(?![\p{L}\p{N}’'-])\W*$)/iu,
    'definitional',
  ],
  [/^\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might)\b/i, 'verifying'],
  [/\b(?:who|whom|whose|what|which|where)\b/i, 'factual'],
];
/** What a tool that was asked for says of the question, before its words do. */
const BY_TOOL: Readonly<Partial<Record<AnswerTool, ReasoningType>>> = {
  compare: 'comparative',
  summarize: 'exploratory',
  analyze: 'quantitative',
};

/** By rules on the form of the question. Claims verify; keywords and whatever no rule knows explore. */
export function reasoningTypeOf(question: string, tool: AnswerTool): ReasoningType {
  const asked = BY_TOOL[tool] ?? (comparedThings(question) === null ? undefined : 'comparative');
  if (asked !== undefined) return asked;
  const found = RULES.find(([pattern]) => pattern.test(question))?.[1];
  return found ?? (tool === 'answer' ? 'verifying' : 'exploratory');
}
