import type { AnswerTool } from './passage.ts';
import { TOOL_RULES } from './tool-rules.ts';

/** Which tool a text asks for, why, in words, and what of the text to look for ('' for everything). */
export type ToolChoice = {
  readonly tool: AnswerTool;
  readonly reason: string;
  readonly topic: string;
  /** The text in the full form that the tool reads: "compare A and B" for "A and B" when `compare` was asked for by name. */
  readonly asked: string;
};

/** Characters of the text that decide; the form of a question shows at its beginning. */
const TEXT_CHARS_MAX = 1_000;

const QUESTION_START =
  /^(?:please\s+)?(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|should|shall|may|might|has|have|had|am|in (?:what|which)|(?:at|by|for|on|to|from|with|of) (?:what|which|whom|whose))(?:['’](?:s|re|d|ll))?\b/i;
const IMPERATIVE_START =
  /^(?:please\s+)?(?:(?:can|could|would) you\s+)?(?:explain|describe|define|tell|show me|give|list|name|summari[sz]e|compare|state|identify|outline|clarify|help me)\b/i;
const QUESTION_WORD_INSIDE = /\b(?:who|whom|whose|what|which|when|where|why|how)\b/i;
/** Finite forms that make a string of words a statement; participles alone do not. */
const FINITE_VERB =
  /\b(?:is|are|was|were|am|be|been|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|cannot|isn['’]t|aren['’]t|doesn['’]t|don['’]t|didn['’]t|won['’]t|can['’]t|(?:increas|decreas|reduc|caus|induc|produc|improv|involv|requir|provid|includ|continu|associat|regulat|promot|inhibit|enhanc|prevent|lead|result|play|show|contain|support|affect|block|mediat|activat|encod|express|interact|contribut|bind|need|want|work|mean|make|take|get|know|become|remain|use|help|allow|happen|belong|depend|exist|refer|protect|determin|suppress|drive|predict|exhibit|express)(?:e?s|ed))\b/i;
/** Fewer words with a verb are as likely a title ("Made in Germany") as a claim. */
const CLAIM_WORDS_MIN = 4;

/**
 * The tool a text asks for: `summarize`, `compare`, `extract` and `analyze` where its form says so plainly (`TOOL_RULES`), `answer`
 * for other questions, requests and claims, `search` for what reads like keywords.
 */
export function chooseTool(question: { readonly text: string }): ToolChoice {
  const text = question.text.trim().slice(0, TEXT_CHARS_MAX);
  for (const { tool, reason, topic } of TOOL_RULES) {
    const found = topic(text);
    if (found !== null) return { tool, reason, topic: found, asked: question.text };
  }
  return { ...answerOrSearch(text), topic: question.text, asked: question.text };
}

/** The tool that was asked for by name; the topic is read from the text as if that tool had been chosen. */
export function namedTool(tool: AnswerTool, text: string): ToolChoice {
  const reason = `the request asked for ${tool}`;
  const rules = TOOL_RULES.filter((rule) => rule.tool === tool);
  for (const asked of [text.trim(), `${IMPERATIVES[tool] ?? ''} ${text.trim()}`]) {
    for (const { topic } of rules) {
      const found = topic(asked);
      if (found !== null) return { tool, reason, topic: found, asked };
    }
  }
  return { tool, reason, topic: text, asked: text };
}

/** What makes a request for a tool out of a text that only names its topic. */
const IMPERATIVES: Readonly<Partial<Record<AnswerTool, string>>> = {
  summarize: 'summarize',
  compare: 'compare',
  extract: 'extract',
  analyze: 'analyze',
};

function answerOrSearch(text: string): Pick<ToolChoice, 'tool' | 'reason'> {
  if (/[?？؟]["'”’)\]]*$/.test(text)) return { tool: 'answer', reason: 'the text ends with a question mark' };
  if (QUESTION_START.test(text) && words(text) > 1)
    return { tool: 'answer', reason: 'the text begins like a question' };
  if (IMPERATIVE_START.test(text) && words(text) > 1)
    return { tool: 'answer', reason: 'the text asks for an explanation' };
  if (words(text) >= CLAIM_WORDS_MIN) {
    if (FINITE_VERB.test(text)) return { tool: 'answer', reason: 'the text is a statement with a verb' };
    if (QUESTION_WORD_INSIDE.test(text)) return { tool: 'answer', reason: 'the text has a question word' };
    if (/[.!]$/.test(text)) return { tool: 'answer', reason: 'the text is a full sentence' };
  }
  return { tool: 'search', reason: 'the text reads like keywords: no question word, question mark or verb' };
}

function words(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}
