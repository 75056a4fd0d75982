import { parseTemplate, type Template } from '../../core/template/parse-template.ts';
import { CodedError } from '../../shared/errors.ts';

/** Steps of one run, those of chains within it included: as many queries as one batch may hold a connection for. */
export const CHAIN_STEPS_MAX = 64;
/** Chains within chains: deeper than anybody can follow. */
export const CHAIN_DEPTH_MAX = 16;

const REFERENCE = /^chain:([\p{L}\p{N}._:@/-]+)$/u;

/** One question of a chain, with the chain it stands in and its place there (0-based). */
export type ChainStep = { readonly chainId: string; readonly index: number; readonly template: Template };

/** Texts of a chain's steps; null when there is no such chain. */
export type ChainLookUp = (chainId: string) => Promise<readonly string[] | null>;

/** The chain a step runs (`chain:other_id`), or null when the step is a question. */
export function referenceOf(text: string): string | null {
  return REFERENCE.exec(text)?.[1] ?? null;
}

/**
 * The questions of a chain in the order they are asked, chains within it opened up. Throws `CHAIN_CYCLE`, `CHAIN_TOO_LONG` or
 * `CHAIN_STEP_UNKNOWN`, each with its path: what a name stands for can have changed since the chain was made.
 */
export async function openChain(
  chain: { readonly chainId: string; readonly queries: readonly string[] },
  lookUp: ChainLookUp,
): Promise<readonly ChainStep[]> {
  const steps: ChainStep[] = [];
  await collect(chain, { steps, lookUp, path: [] });
  return steps;
}

type Opening = { readonly steps: ChainStep[]; readonly lookUp: ChainLookUp; readonly path: readonly string[] };

// Ends: every chain has a step, so 64 steps and 16 levels bound the chains that are opened.
async function collect(
  { chainId, queries }: { readonly chainId: string; readonly queries: readonly string[] },
  { steps, lookUp, path }: Opening,
): Promise<void> {
  const inside = [...path, chainId];
  if (inside.length > CHAIN_DEPTH_MAX) throw tooLong(`Chains within chains go deeper than ${CHAIN_DEPTH_MAX} levels.`);
  for (const [index, text] of queries.entries()) {
    const other = referenceOf(text);
    if (other === null) {
      if (steps.length === CHAIN_STEPS_MAX)
        throw tooLong(`A run has at most ${CHAIN_STEPS_MAX} steps; this chain has more.`);
      steps.push({ chainId, index, template: parseTemplate(text, `queries.${index}`) });
      continue;
    }
    if (inside.includes(other)) throw cycle([...inside, other], index);
    const found = await lookUp(other);
    if (found === null) throw unknownStep({ chainId, index, other });
    await collect({ chainId: other, queries: found }, { steps, lookUp, path: inside });
  }
}

function cycle(path: readonly string[], index: number): CodedError {
  const circle = path.slice(path.indexOf(path.at(-1) ?? '')).join(' → ');
  return new CodedError('CHAIN_CYCLE', `The chain never ends: ${circle}.`, {
    issues: [{ path: `queries.${index}`, message: `Runs in a circle: ${circle}` }],
  });
}

function tooLong(message: string): CodedError {
  return new CodedError('CHAIN_TOO_LONG', message, { issues: [{ path: 'queries', message }] });
}

function unknownStep({ chainId, index, other }: { chainId: string; index: number; other: string }): CodedError {
  const message = `Step ${index + 1} of the chain "${chainId}" runs the chain "${other}", which is not there.`;
  return new CodedError('CHAIN_STEP_UNKNOWN', message, { issues: [{ path: `queries.${index}`, message }] });
}
