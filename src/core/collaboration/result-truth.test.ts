import { describe, expect, it } from 'vitest';
import { testAnswer } from '../../../test/support/room-world.ts';
import { asShownNow } from './result-truth.ts';
import { resultEvent } from './room-event.ts';

const source = (chunk: number) => ({
  rank: chunk,
  documentId: `d${chunk}`,
  chunk,
  title: 'T',
  uri: null,
  score: 0.5,
  text: '',
  start: 0,
  end: 0,
  headings: [],
});
const citation = { source: 2, documentId: 'd2', start: 0, end: 1 };
const answer = testAnswer('q', { collection: 'shelf', sources: [source(1), source(2)], citations: [citation] });
const result = resultEvent({ memberId: 'm', user: 'u' }, answer, { clientId: null, origin: 'here' });
const truth = (...visible: readonly number[]) => ({
  origin: 'here',
  isVisible: ({ tenant, collection }: { tenant: string; collection: string }, chunk: number) =>
    tenant === 'acme' && collection === 'shelf' && visible.includes(chunk),
});

describe('a past result', () => {
  it('is shown as it was while its sources are there', () => {
    expect(asShownNow(result, 'acme', truth(1, 2))).toBe(result);
  });

  it('loses a source that is gone, and keeps a response that did not quote it', () => {
    const shown = asShownNow(result, 'acme', truth(2));
    expect(shown).toMatchObject({ response: 'answer to q', withheld: false });
    expect(shown.sources.map(({ chunk }) => chunk)).toEqual([2]);
  });

  it('is withheld when it quoted what is gone', () => {
    const shown = asShownNow(result, 'acme', truth(1));
    expect(shown).toMatchObject({ withheld: true, query: 'q' });
    expect(shown.response).not.toContain('answer to q');
  });

  it('passes as it is when other records answered', () => {
    expect(asShownNow({ ...result, origin: 'elsewhere' }, 'acme', truth())).toMatchObject({ withheld: false });
  });
});
