import { lateIndexContract } from '../../../test/contract/late-index.contract.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createLateIndex } from './late-index.ts';

lateIndexContract('wasm', (options) => {
  const catalogue = createCatalogue();
  return { catalogue, index: createLateIndex({ ...options, catalogue }) };
});
