import type { CachedAnswer } from './cached-answer.ts';

/** Bytes of an answer's own objects and numbers, and of each source's, measured on typical answers; text comes on top. */
const ANSWER_BYTES = 2_000;
const SOURCE_BYTES = 400;

/** Bytes an answer holds in memory, from above: text counts as UTF-16. */
export function answerBytes(answer: CachedAnswer): number {
  const { queryText, response, sources, followUps, relatedQueries, enhancements, degraded } = answer;
  let characters = queryText.length + response.length;
  for (const list of [followUps, relatedQueries, enhancements, degraded])
    for (const text of list) characters += text.length;
  for (const { text, title, uri, headings, documentId } of sources) {
    characters += text.length + title.length + documentId.length + (uri?.length ?? 0);
    for (const heading of headings) characters += heading.length;
  }
  return ANSWER_BYTES + SOURCE_BYTES * sources.length + 2 * characters;
}
