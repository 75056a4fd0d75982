import { lexicalIndexContract } from '../../../test/contract/lexical-index.contract.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createBm25Index } from './bm25-index.ts';

lexicalIndexContract('bm25', () => {
  const catalogue = createCatalogue();
  return { catalogue, index: createBm25Index({ catalogue }) };
});
