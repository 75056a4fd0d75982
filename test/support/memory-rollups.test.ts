import { rollupStoreContract } from '../contract/rollup-store.contract.ts';
import { memoryRollups } from './memory-rollups.ts';

rollupStoreContract('memory, for tests', async () => {
  const rollups = memoryRollups();
  return { rollups, reopen: async () => rollups, close: async () => undefined };
});
