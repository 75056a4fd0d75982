import type { QueryService } from '../../core/query/query-service.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { ChainLibrary } from './chain-library.ts';
import { chainShelf } from './chain-shelf.ts';
import { createChainRoute } from './create-chain.ts';
import { deleteChainRoute } from './delete-chain.ts';
import { listChainsRoute } from './list-chains.ts';
import { runChainRoute } from './run-chain.ts';

export type ChainsPorts = {
  readonly queries: QueryService;
  readonly saved: SavedStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Milliseconds a run may take. */
  readonly timeoutMs: number;
};

/** Sequences of questions that build on each other, saved by tenant. */
export function chainsFeature({ saved, ...ports }: ChainsPorts): Feature {
  const library = new ChainLibrary(chainShelf(saved, ports.clock));
  return {
    name: 'chains',
    description: 'Questions asked one after another, each with the response before it at hand.',
    routes: [
      listChainsRoute(library),
      createChainRoute(library),
      deleteChainRoute(library),
      runChainRoute({ ...ports, library }),
    ],
  };
}
