/** Names and abbreviations found in a document: one row beside its features, gone with it. */
export const LEXICON = `
CREATE TABLE document_lexicons (
  document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
`;
