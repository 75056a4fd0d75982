import { rateStoreContract } from '../../../../test/contract/rate-store.contract.ts';
import { manualClock } from '../../../shared/clock.ts';
import { MemoryRateStore } from './memory-rate-store.ts';

rateStoreContract('memory', async () => {
  const clock = manualClock();
  return {
    store: new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } }),
    advance: async (ms) => clock.advance(ms),
    close: async () => undefined,
  };
});
