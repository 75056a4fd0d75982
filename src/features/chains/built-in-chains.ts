import { CodedError } from '../../shared/errors.ts';

/** Chains every tenant has. They can be run and be steps of other chains, and neither be deleted nor replaced. */
export const BUILT_IN_CHAINS: ReadonlyMap<string, readonly string[]> = new Map([
  ['exploration', ['What is {topic}?', 'How does {topic} work?', 'What is an example of {topic}?']],
  ['deep_dive', ['Explain {topic}', 'What are the components of {topic}?', 'How is {topic} implemented?']],
]);

/** Throws `CHAIN_BUILT_IN` for an id that no tenant can change. */
export function refuseBuiltIn(chainId: string): void {
  if (!BUILT_IN_CHAINS.has(chainId)) return;
  throw new CodedError('CHAIN_BUILT_IN', `The chain "${chainId}" is built in: it cannot be deleted or replaced.`);
}
