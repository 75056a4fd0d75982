import { vectorIndexContract } from '../../../test/contract/vector-index.contract.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createWasmVectorIndex } from './vector-index.ts';

vectorIndexContract('inline', (shape) => {
  const catalogue = createCatalogue();
  return { catalogue, index: createWasmVectorIndex({ ...shape, catalogue, workers: 0 }) };
});

vectorIndexContract('in steps', (shape) => {
  const catalogue = createCatalogue();
  return { catalogue, index: createWasmVectorIndex({ ...shape, catalogue, workers: 0, inlineWorkMax: 0 }) };
});

vectorIndexContract('in threads', (shape) => {
  const catalogue = createCatalogue();
  return { catalogue, index: createWasmVectorIndex({ ...shape, catalogue, workers: 2, inlineWorkMax: 0 }) };
});
