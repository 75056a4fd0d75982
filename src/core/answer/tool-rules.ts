import { cutEnd, isSpaceOr } from '../../shared/text.ts';
import { comparedThings } from './compare/compared-things.ts';
import type { AnswerTool } from './passage.ts';

/**
 * A rule that sends a text to a tool; the topic is what is left to look for when the request itself is taken
 * off, '' when it is about everything. */
export type ToolRule = {
  readonly tool: AnswerTool;
  readonly reason: string;
  readonly topic: (text: string) => string | null;
};

const POLITE = String.raw`(?:please\s+)?(?:(?:can|could|would) you\s+(?:please\s+)?)?`;
const GIVE = String.raw`(?:(?:give|show|get|find|tell|write|make)(?:\s+me)?\s+)?`;
const ALL = String.raw`(?:(?:all|every|each|an[y]|the|of|a|an|full|complete|list)\s+)*`;
const ABOUT = String.raw`(?:\s+(?:of|on|about|for|in|from|over|regarding|concerning|to)\b)?`;
/** What can be told by its shape, in the plural; `extract/asked-kinds.ts` has the kinds by the same words. */
const VALUE_PLURALS = String.raw`(?:dates|years|times|deadlines|numbers|figures|quantities|measurements|amounts|values|percentages|rates|prices|costs|fees|sums|names|people|persons|authors|places|(?:e-?mail|web|internet)\s+addresses|e-?mails|urls|links|web\s?sites|(?:tele)?phone\s+numbers|contacts|steps|items|bullet\s?points)`;
const VALUE_NOUN = String.raw`(?:${VALUE_PLURALS}|date|year|number|amount|price|name|person|place|e-?mail|e-?mail\s+address|url|link|(?:tele)?phone\s+number|step|item)`;
const MENTION = String.raw`(?:mention|nam|cit|discuss|appear|occur|com(?:e|es|ing)\s+up|referred\s+to|talked\s+about)(?:e?[ds]|ing)?`;
const SOURCE_NOUN = '(?:documents?|sources?|passages?|files?|articles?|pages?|notes?|papers?|texts?)';

/** The first noun for values with what ties it to its topic: "dates are mentioned about", "names of". */
const ASKED_VALUES = new RegExp(
  `\\b${VALUE_NOUN}\\b(?:\\s+(?:are|were)\\s+(?:mentioned|named|given|listed|stated))?${ABOUT}`,
  'iu',
);

const FIGURE_WORDS = new RegExp(
  `(?:^(?:most\\s+(?:often|frequent|common)\\p{L}*\\s+)?(?:mentioned\\s+)?(?:names?|people|words?|terms?|topics?|tags?)\\b)?(?:\\s+(?:is|are|was|were)\\s+${MENTION})?(?:\\s+the)?\\s+most(?:\\s+(?:often|frequently|common))?|^(?:most\\s+(?:often|frequent|common)\\p{L}*\\s+)(?:mentioned\\s+)?(?:names?|people|words?|terms?|topics?|tags?)\\b|\\s+(?:chang|develop|evolv|grow|grew|increas|decreas|ris|ros|fall|fell|declin)\\w*\\s+over\\s+(?:time|the\\s+years)`,
  'giu',
);

/** "… mentioned in the documents?": where and how, not what. */
const TAIL = new RegExp(
  `(?:\\s+(?:is|are|was|were|be|been))?(?:\\s+${MENTION})?(?:\\s+(?:in|by|across|from)\\s+(?:(?:all|an[y]|the|my|our|these|your)\\s+)*${SOURCE_NOUN})?$`,
  'iu',
);

/** Which values is read from the whole text; what is looked for is what they are about. */
function extractRule(...starts: readonly string[]): ToolRule {
  const plain = rule('extract', 'the text asks for a list of values', ...starts);
  return without(plain, ASKED_VALUES);
}

/** "names are mentioned most often", "changed over time": what is to be worked out, not what about. */
function analyzeRule(...starts: readonly string[]): ToolRule {
  return without(
    rule('analyze', 'the text asks for counts, trends or extremes over the documents', ...starts),
    FIGURE_WORDS,
  );
}

function without(plain: ToolRule, words: RegExp): ToolRule {
  return {
    ...plain,
    topic: (text) => plain.topic(text)?.replace(words, ' ').trim().replace(/\s+/gu, ' ') ?? null,
  };
}

/**
 * Requests that are plain in their form, the first that holds wins. Each needs its own words at the start of the text (or, for
 * comparisons, a whole form): a wrong special tool costs more than a plain answer, which serves every question.
 */
export const TOOL_RULES: readonly ToolRule[] = [
  rule(
    'summarize',
    'the text asks for a summary',
    `${POLITE}(?:summari[sz]e|sum\\s+up|condense|tl;?dr\\b:?)${ABOUT}`,
    `${POLITE}${GIVE}${ALL}(?:(?:short|brief|quick|concise|high-level|general|one-paragraph)\\s+)*(?:summary|overview|synopsis|recap|digest)(?:\\s+(?:of|on|about|for|over))`,
    `${POLITE}(?:what\\s+(?:is|are|were)\\s+|give\\s+me\\s+|list\\s+)?(?:the\\s+)?(?:main|key|most important|central|essential)\\s+(?:points?|ideas?|takeaways?|findings|messages?|topics)\\s+(?:of|in|about|on|from)`,
  ),
  {
    tool: 'compare',
    reason: 'the text names things to compare',
    topic: (text) => {
      const things = comparedThings(text);
      return things === null ? null : [...things.sides, things.aspect].join(' ').trim();
    },
  },
  analyzeRule(
    `${POLITE}analy[sz]e${ABOUT}`,
    `${POLITE}(?:how\\s+many|(?:count|number)\\s+(?:of|all|the)(?:\\s+the)?)\\s+(?:different\\s+|of\\s+(?:the|my|our)\\s+)?${SOURCE_NOUN}\\b(?:\\s+(?:are\\s+there|do\\s+(?:i|we)\\s+have))?(?:\\s+(?:mention|name|say|contain|discuss|cover|talk|deal|speak|write|refer)\\w*)?${ABOUT}(?:\\s+with\\b)?`,
    `how\\s+(?:often|many\\s+times)\\s+(?:is|are|was|were|does|do|did)\\b(?=.+\\b${MENTION}$)`,
    `${POLITE}(?:what\\s+(?:is|are|was|were)\\s+)?${GIVE}(?:the\\s+)?(?:trends?|development|evolution|distribution|breakdown|statistics)\\s+(?:of|in|for|by|on|about)`,
    `how\\s+(?:has|have|did)\\b(?=.+\\b(?:chang|develop|evolv|gr[eo]w|increas|decreas|ris|ros|fall|fell|declin)\\w*\\b.+\\b(?:over|since|between|from|during|through)\\b)`,
    `(?:which|what)\\s+(?:(?:are|is)\\s+the\\s+)?(?=(?:\\p{L}+\\s+){0,3}most\\s+(?:often|frequent|mentioned|named|common)\\p{L}*\\s+(?:mentioned|named|${VALUE_NOUN}|words?|terms?|topics?|tags?))`,
    `(?:which|what)\\s+(?=${VALUE_NOUN}\\s+(?:is|are|was|were)\\s+${MENTION}\\s+(?:the\\s+)?(?:most|least))`,
    `(?:which|what)\\s+${SOURCE_NOUN}\\s+(?:mention|name|discuss|cover)\\w*(?=.+\\bmost\\b)`,
  ),
  extractRule(
    `${POLITE}extract\\s+${ALL}`,
    `${POLITE}(?:list|find|collect|enumerate|(?:give|show|get)(?:\\s+me)?)\\s+(?=(?:(?:all|every|each|an[y]|a\\s+list\\s+of)\\s+(?:[\\p{L}-]+\\s+){0,2}${VALUE_NOUN}|the\\s+(?:[\\p{L}-]+\\s+)?${VALUE_PLURALS})\\b)${ALL}`,
    `${POLITE}(?:list|enumerate)\\s+(?:all|every|each)\\s+(?:of\\s+)?(?:the\\s+)?`,
    `(?:which|what)\\s+(?=${VALUE_PLURALS}\\s+(?:are|were)\\s+(?:mentioned|named|given|listed|stated)\\b)`,
  ),
];

/** A rule for texts that begin with one of the sources; the topic is the rest, or the whole text when nothing is left. */
function rule(tool: AnswerTool, reason: string, ...starts: readonly string[]): ToolRule {
  const patterns = starts.map((start) => new RegExp(`^\\s*${start}(?:\\s+|$|(?<=\\s))`, 'iu'));
  return {
    tool,
    reason,
    topic: (asked) => {
      const text = cutEnd(asked, isSpaceOr('?!.'));
      const pattern = patterns.find((candidate) => candidate.test(text));
      return pattern === undefined ? null : text.replace(pattern, '').replace(TAIL, '').trim();
    },
  };
}
