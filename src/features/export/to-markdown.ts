import type { RestoredAnswer } from '../../core/query/stored-answer.ts';

/** A page to read: the question, the answer, its sources. Text of documents cannot turn into markup or links. */
export function toMarkdown(answer: RestoredAnswer): string {
  const sources = answer.sources.map(
    ({ rank, title, uri, documentId, text }) =>
      `${rank}. **${plain(title === '' ? documentId : title)}**${uri === null ? '' : ` (${plain(uri)})`}\n\n   > ${plain(text).replace(/\n+/g, '\n   > ')}`,
  );
  return [
    `# ${plain(answer.queryText)}`,
    plain(answer.response),
    `Confidence ${Math.round(answer.confidence * 100)} %, ${answer.toolUsed}, pattern ${answer.patternUsed}, ${new Date(answer.timestampMs).toISOString()}.`,
    '## Sources',
    sources.length === 0 ? 'None.' : sources.join('\n\n'),
    '',
  ].join('\n\n');
}

/** The paragraph of a query that is gone. */
export function toMarkdownNotice(queryId: string, notice: string): string {
  return `# ${plain(queryId)}\n\n${plain(notice)}\n`;
}

/** Characters that begin markup are escaped, so that a document's text shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, (character) => `\\${character}`);
}
