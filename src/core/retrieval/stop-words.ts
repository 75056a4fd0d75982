/** Lucene's 33 English stop words: what the reference figures for BM25 leave out. Lower-case, before stemming. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such ' +
    'that the their then there these they this to was will with'
  ).split(' '),
);
