import { enhance } from './enhance/main.ts';
import { prediction } from './prediction/main.ts';
import { retrieval } from './retrieval.ts';
import { statistics } from './statistics.ts';

const SUITES: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  enhance,
  prediction,
  retrieval,
  statistics,
};

/** `queryloom eval <suite> …`: exit code 0 when the suite ran to its end without a failed request. */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const suite = SUITES[name ?? ''];
  if (suite === undefined) {
    console.error(`name a suite: ${Object.keys(SUITES).join(', ')}`);
    return 1;
  }
  return suite(rest);
}
