import { analyseTerms } from '../retrieval/analyse-text.ts';
import type { QueryState } from './query-state.ts';
import type { Span } from './trace.ts';

/** Words of the question that a sentence repeats. */
const WORDS_SHOWN = 8;

/** What a stage has just found, as one sentence for a person who waits; from what it added to the query, nothing foretold. */
export function stageInWords(span: Span, state: QueryState): string {
  const words = SENTENCES[span.name]?.(state, span);
  return words ?? `${span.name}: ${inBrief(span)}`;
}

const SENTENCES: Readonly<Record<string, (state: QueryState, span: Span) => string | undefined>> = {
  understand: ({ request }) => {
    const words = contentWords(request.text);
    if (words.length === 0) return 'Read the question: it has no word to look for, only its meaning.';
    const more = words.length > WORDS_SHOWN ? ` and ${words.length - WORDS_SHOWN} more` : '';
    return `Read the question: looking for ${words.slice(0, WORDS_SHOWN).join(', ')}${more}.`;
  },
  cache: ({ cache }) => {
    if (cache === undefined) return undefined;
    return cache.result === 'miss' ? `No stored answer: ${cache.reason}.` : `A stored answer fits: ${cache.reason}.`;
  },
  route: ({ route }) => route && `Searching by ${CHANNELS[route.backend]}: ${route.reason}.`,
  retrieve: ({ retrieved }, { children }) => {
    if (retrieved === undefined) return undefined;
    const channels = children.map(({ name, detail }) => `${String(detail['hits'])} ${BY_CHANNEL[name] ?? name}`);
    return `Found ${counted(retrieved.length, 'passage')}${channels.length > 1 ? ` (${channels.join(', ')})` : ''}.`;
  },
  fuse: ({ ranked }) => ranked && `Put ${counted(ranked.length, 'passage')} into one order.`,
  rerank: (_state, { detail }) => {
    const compared = Number(detail['candidates'] ?? 0);
    if (compared === 0) return 'Kept the order as it was.';
    const changed = detail['first_changed'] === true ? 'another one is first now' : 'the first one stays first';
    return `Compared the best ${compared} word by word: ${changed}.`;
  },
  select: ({ passages, staleCount = 0 }) => {
    if (passages === undefined) return undefined;
    const documents = new Set(passages.map(({ documentId }) => documentId)).size;
    const again = staleCount > 0 ? ' Some were replaced meanwhile.' : '';
    return `Chose ${counted(passages.length, 'passage')} of ${counted(documents, 'document')} to read.${again}`;
  },
  answer: ({ answer }) => {
    if (answer === undefined) return undefined;
    if (!answer.answered) return 'Read them: they do not hold an answer.';
    return `Read them: ${counted(answer.citations.length, 'sentence')} cited by the tool "${answer.tool}".`;
  },
  judge: ({ answer }) => {
    if (answer === undefined) return undefined;
    const percent = Math.round(answer.confidence * 100);
    return `${answer.answered ? 'The answer stands' : 'No answer is given'}: right with a probability of ${percent} %.`;
  },
  enrich: ({ insights, followUps = [], relatedQueries = [] }) => {
    if (insights === undefined) return undefined;
    const next = followUps.length + relatedQueries.length;
    const found = `${counted(insights.entities.length, 'name')} of the documents named`;
    return `Looked around: ${found}, ${counted(next, 'further question')} with an answer.`;
  },
};

const CHANNELS: Readonly<Record<string, string>> = {
  lexical: 'words',
  vector: 'meaning',
  graph: 'links between names',
  hybrid: 'words and meaning',
};

const BY_CHANNEL: Readonly<Record<string, string>> = { lexical: 'by words', dense: 'by meaning', graph: 'by links' };

/** The words that the index is asked for, as the asker wrote them: their stems are nobody's language. */
function contentWords(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu) ?? [];
  return [...new Set(words.filter((word) => analyseTerms(word, 1).length > 0))];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function inBrief({ detail }: Span): string {
  const parts = Object.entries(detail).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? value.join(' ') : value}`,
  );
  return parts.length === 0 ? 'done' : parts.join(', ');
}
