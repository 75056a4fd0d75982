import { usageStoresContract } from '../contract/usage-store.contract.ts';
import { memoryQuotas, memoryUsage } from './memory-usage.ts';

usageStoresContract('memory', async () => {
  const stores = { usage: memoryUsage(), quotas: memoryQuotas() };
  return { ...stores, reopen: async () => stores, close: async () => undefined };
});
