import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { plainLine, plainText } from './plain-markdown.ts';

/** A page to read: the question, the answer, its sources. Text of documents cannot turn into markup or links. */
export function toMarkdown(answer: RestoredAnswer): string {
  const sources = answer.sources.map(
    ({ rank, title, uri, documentId, text }) =>
      `${rank}. **${plainLine(title === '' ? documentId : title)}**${uri === null ? '' : ` (${plainLine(uri)})`}\n\n   > ${plainText(text).replace(/\n+/g, '\n   > ')}`,
  );
  return [
    `# ${plainLine(answer.queryText)}`,
    plainText(answer.response),
    `Confidence ${Math.round(answer.confidence * 100)} %, ${answer.toolUsed}, pattern ${answer.patternUsed}, ${new Date(answer.timestampMs).toISOString()}.`,
    '## Sources',
    sources.length === 0 ? 'None.' : sources.join('\n\n'),
    '',
  ].join('\n\n');
}

/** The paragraph of a query that is gone. */
export function toMarkdownNotice(queryId: string, notice: string): string {
  return `# ${plainLine(queryId)}\n\n${plainText(notice)}\n`;
}
