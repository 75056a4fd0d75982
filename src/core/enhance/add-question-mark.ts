import { type Enhanced, unchanged } from './enhancement.ts';

const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'who whom whose what which when where why how is are was were am do does did can could will would shall should has have had ' +
    "may might must isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't hasn't haven't hadn't " +
    "who's what's where's when's how's why's"
  ).split(' '),
);
/** A question may begin behind a word that joins it to the one before, or behind a preposition: "and who", "in which". */
const LEADS: ReadonlySet<string> = new Set(
  'and but so then or in on at of to from with for by since until about'.split(' '),
);
const ENDS = /[?？؟!.…:;]["'”’)]*$/u;

/** Ends with a question mark what begins like a question; the reader of questions looks at it. */
export function addQuestionMark(text: string): Enhanced {
  if (ENDS.test(text) || !beginsLikeQuestion(text)) return unchanged(text);
  const marked = `${text}?`;
  const reason = 'the text begins like a question and did not end like one';
  return { text: marked, enhancements: [{ kind: 'question_mark', from: '', to: '?', reason }], others: [] };
}

function beginsLikeQuestion(text: string): boolean {
  if (text.startsWith('¿')) return true;
  const [first = '', second = '', third] = text.toLowerCase().replaceAll('’', "'").split(' ', 3);
  if (second === '') return false;
  if (QUESTION_WORDS.has(first)) return true;
  return LEADS.has(first) && QUESTION_WORDS.has(second) && third !== undefined;
}
