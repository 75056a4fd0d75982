import { CodedError } from '../../shared/errors.ts';
import { BUILT_IN_CHAINS } from './built-in-chains.ts';
import type { ChainShelf } from './chain-shelf.ts';
import { type ChainStep, openChain } from './chain-steps.ts';

/** The chains a tenant can run: the built-in ones and its own. */
export class ChainLibrary {
  readonly shelf: ChainShelf;

  constructor(shelf: ChainShelf) {
    this.shelf = shelf;
  }

  /** Texts of a chain's steps, or null. */
  async find(tenant: string, chainId: string): Promise<readonly string[] | null> {
    return BUILT_IN_CHAINS.get(chainId) ?? (await this.shelf.find(tenant, chainId))?.value.queries ?? null;
  }

  /** The questions of a chain. Throws `CHAIN_NOT_FOUND`, and what `openChain` throws. */
  async open(tenant: string, chainId: string): Promise<readonly ChainStep[]> {
    const queries = await this.find(tenant, chainId);
    if (queries === null) throw new CodedError('CHAIN_NOT_FOUND', `There is no chain "${chainId}".`);
    return openChain({ chainId, queries }, (other) => this.find(tenant, other));
  }

  /** The questions a chain would have if it were there under this id. Throws what `openChain` throws. */
  preview(tenant: string, chain: { readonly chainId: string; readonly queries: readonly string[] }) {
    return openChain(chain, (other) => this.find(tenant, other));
  }
}
