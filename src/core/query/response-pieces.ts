/** A citation that the segmenter took for the start of the next sentence. */
const LEADING_CITATIONS = /^(?:\[\d{1,3}\]\s*)+/;

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A response in its sentences, each with its citations and the white space behind it: joined, they are the response again. */
export function* responsePieces(response: string): Generator<string, void> {
  let held = '';
  for (const { segment } of SENTENCES.segment(response)) {
    const citations = LEADING_CITATIONS.exec(segment)?.[0] ?? '';
    const rest = segment.slice(citations.length);
    held += citations;
    if (rest === '') continue;
    if (held !== '') yield held;
    held = rest;
  }
  if (held !== '') yield held;
}
