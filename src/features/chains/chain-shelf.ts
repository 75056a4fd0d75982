import { z } from 'zod';
import { Shelf } from '../../core/saved/shelf.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';

/** Chains of one tenant: far more than people can tell apart, few enough for one list. */
const CHAINS_MAX = 1_000;

const storedSchema = z.object({ queries: z.array(z.string()) });

/** A chain as it is kept: the texts of its steps, each read without a fault. */
export type StoredChain = z.infer<typeof storedSchema>;
export type ChainShelf = Shelf<StoredChain>;

/** The shelf chains stand on. */
export function chainShelf(store: SavedStore, clock: Clock): ChainShelf {
  return new Shelf({
    store,
    clock,
    kind: 'chain',
    noun: 'chain',
    itemsMax: CHAINS_MAX,
    codes: { notFound: 'CHAIN_NOT_FOUND', exists: 'CHAIN_EXISTS' },
    read: (body) => storedSchema.parse(body),
  });
}
