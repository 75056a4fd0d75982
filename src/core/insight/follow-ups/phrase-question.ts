import { cleanMarkup } from '../../answer/clean-markup.ts';

/** Words and characters of a sentence that a question is made of; longer ones turn into clumsy questions. */
const SENTENCE_CHARS_MAX = 400;
const QUESTION_CHARS_MAX = 120;

const WORD = "[\\p{L}\\p{N}][\\p{L}\\p{N}’'-]*";
const SUBJECT = `(?<subject>(?:(?:The|An?)\\s+)?${WORD}(?:\\s+${WORD}){0,5}?)`;
const YEAR = '(?:1\\d{3}|20\\d{2})';
const MONTHS = '(?:January|February|March|April|May|June|July|August|September|October|November|December)';
/** Participles that are also the past tense, so that "was built by" turns into "who built". */
const DONE = '(?:\\p{Ll}+ed|built|made|found|led|held|won|bought|sold|brought|taught|lit|laid|cut|set)';

type Form = { readonly pattern: RegExp; readonly question: (groups: Groups) => string };
type Groups = Readonly<Record<string, string | undefined>>;

/** Sentences that answer a question which can be read off them, the most telling first. */
const FORMS: readonly Form[] = [
  form(
    `${SUBJECT}\\s+(?<verb>was|were)\\s+(?<done>(?:first\\s+|finally\\s+|officially\\s+)?[\\p{Ll}-]+(?:ed|t|n|lt)(?:\\s+${WORD}){0,3}?)\\s+(?:in|on)\\s+(?:\\d{1,2}\\s+)?(?:${MONTHS}\\s+)?(?:\\d{1,2},\\s+)?${YEAR}\\b`,
    ({ subject, verb, done }) => `When ${verb} ${subject} ${done}?`,
  ),
  form(
    `${SUBJECT}\\s+(?:was|were)\\s+(?<done>${DONE})\\s+by\\s+\\p{Lu}`,
    ({ subject, done }) => `Who ${done} ${subject}?`,
  ),
  form(
    `${SUBJECT}\\s+(?<verb>is|are|was|were)\\s+(?:an?|the)\\s+\\p{Ll}`,
    ({ subject, verb }) => `What ${verb} ${subject}?`,
  ),
  form(`${SUBJECT}\\s+(?:means|refers\\s+to|stands\\s+for)\\s`, ({ subject }) => `What does ${subject} mean?`),
  form(
    `${SUBJECT}\\s+(?<verb>has|holds|contains|takes|accepts|stores|keeps|lists|gives)\\s+(?:at most\\s+|up to\\s+|about\\s+|exactly\\s+)?\\d[\\d,.]*\\s+(?<noun>\\p{Ll}{3,}s)\\b`,
    ({ subject, verb = '', noun }) =>
      `How many ${noun} does ${subject} ${verb === 'has' ? 'have' : verb.replace(/s$/u, '')}?`,
  ),
];
/** No form can match without one of its verbs after a word or more, nor after a beginning that names nothing. */
const MAY_MATCH =
  /^(?!(?:It|They|He|She|We|You|I|This|That|These|Those|There|Here|In|On|At|For|With|By|From|If|When|While|As|Because|But|And|Or|However)\b)[^\n]{2,90}?\s(?:is|are|was|were|means|refers|stands|has|holds|contains|takes|accepts|stores|keeps|lists|gives)\s/u;
/** Forms read the beginning of a sentence alone. */
const BEGINNING_CHARS = 240;
const CODE = /^`(?<name>[^`\n]{2,60})`\s+(?!is\b|was\b|has\b)\p{Ll}{2,}s\s/u;
/** Words that need the sentence before, or that make no thing: a question about them asks nothing. */
const NO_SUBJECT = new Set(
  'it its they he she we you i this that these those there here one each some such both most many all no not none what which who when where why how if because as in on at for with by from to and but or so then also however another other others while although their his her our your my nothing everything anything something someone everyone people first second third next last'.split(
    ' ',
  ),
);

/** Words that no subject holds: with one of them inside, what was read is half a statement. */
const NOT_IN_SUBJECT =
  /\s(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must)(?=\s|$)/iu;
/** Words that leave a subject open behind them. */
const OPEN_END = /(?:^|\s)(?:the|an?|and|or|but|of|in|on|at|for|with|by|from|to|as|than|that|which|who)$/iu;

/** The question that a sentence answers by its form, or null: who, when, what is, how many, what a command or field does. */
export function phraseQuestion(sentence: string): string | null {
  if (sentence.length > SENTENCE_CHARS_MAX) return null;
  const code = CODE.exec(sentence.trim())?.groups?.['name'];
  if (code !== undefined) return `What does ${code} do?`;
  const beginning = sentence.slice(0, BEGINNING_CHARS);
  if (!MAY_MATCH.test(beginning)) return null;
  const plain = cleanMarkup(beginning);
  for (const { pattern, question } of FORMS) {
    const groups = pattern.exec(plain)?.groups;
    const subject = groups?.['subject'] ?? '';
    if (groups === undefined || !isThing(subject)) continue;
    const text = question({ ...groups, subject: insideSentence(subject) }).replace(/\s+/gu, ' ');
    return text.length <= QUESTION_CHARS_MAX ? text : null;
  }
  return null;
}

function form(source: string, question: (groups: Groups) => string): Form {
  return { pattern: new RegExp(`^${source}`, 'u'), question };
}

function isThing(subject: string): boolean {
  const [first = ''] = subject.toLowerCase().split(/\s+/u);
  return (
    subject.length >= 2 &&
    !NO_SUBJECT.has(first) &&
    !NOT_IN_SUBJECT.test(subject) &&
    !OPEN_END.test(subject) &&
    /\p{L}{2}/u.test(subject)
  );
}

/** "The harbour" is "the harbour" inside a sentence; names keep their capital, which a second capital or a possessive gives away. */
function insideSentence(subject: string): string {
  if (/^(?:The|An?)\s/u.test(subject)) return `${subject.charAt(0).toLowerCase()}${subject.slice(1)}`;
  const [first = '', second = ''] = subject.split(/\s+/u);
  const isName = /\p{Lu}/u.test(second.charAt(0)) || /\p{Lu}|\d|['’]s$/u.test(first.slice(1)) || second === '';
  return isName ? subject : `${subject.charAt(0).toLowerCase()}${subject.slice(1)}`;
}
