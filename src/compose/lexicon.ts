import { type FillLexiconsPorts, fillLexicons } from '../core/lexicon/fill-lexicons.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

export type LexiconFillingParts = FillLexiconsPorts & { readonly telemetry: Telemetry; readonly log: BackgroundLog };

/** Finds the names of documents of earlier releases behind the requests; what it does not come to, the next start does. */
export function createLexiconFilling({ telemetry, log, ...ports }: LexiconFillingParts) {
  const stopping = new AbortController();
  let work: Promise<void> = Promise.resolve();
  const fill = async (): Promise<void> => {
    try {
      await fillLexicons(ports, stopping.signal);
    } catch (error) {
      const message = 'names of older documents could not be found; the next start tries again';
      reportFailure({ telemetry, log }, { component: 'lexicon', error, message });
    }
  };
  return {
    start(): void {
      work = fill();
    },
    async stop(): Promise<void> {
      stopping.abort();
      await work;
    },
  };
}
