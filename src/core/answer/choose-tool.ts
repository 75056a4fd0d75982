/** Which tool a text asks for, and why, in words. */
export type ToolChoice = { readonly tool: 'answer' | 'search'; readonly reason: string };

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

/** `answer` for questions, requests and claims; `search` for what reads like keywords. */
export function chooseTool(question: { readonly text: string }): ToolChoice {
  const text = question.text.trim().slice(0, TEXT_CHARS_MAX);
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
