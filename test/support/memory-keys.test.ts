import { CONTRACT_RETENTION, keyStoreContract } from '../contract/key-store.contract.ts';
import { memoryKeys } from './memory-keys.ts';

keyStoreContract('in a map', async () => {
  const keys = memoryKeys(CONTRACT_RETENTION);
  return { keys, reopen: async () => keys, close: async () => undefined };
});
