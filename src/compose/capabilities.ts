import type { Settings } from '../config/schema.ts';
import type { Capability } from '../features/delight/cool-factor.ts';
import type { RecordStore } from '../ports/record-store.ts';

export type CapabilityParts = {
  readonly settings: Settings;
  readonly records: Pick<RecordStore, 'documents' | 'saved'>;
  /** Whether answers are cached now. */
  readonly cacheIsOn: boolean;
};

/** What is really on for a tenant: read from its documents, what it saved, and the settings of this process. */
export function readCapabilities({ settings, records, cacheIsOn }: CapabilityParts) {
  return async (tenant: string): Promise<readonly Capability[]> => {
    const shelves = await records.documents.counts(tenant);
    const documents = shelves.reduce((sum, shelf) => sum + shelf.documents, 0);
    const [chains, templates, bookmarks, experiments] = await Promise.all(
      ['chain', 'template', 'bookmark', 'experiment'].map((kind) => records.saved.count(tenant, kind)),
    );
    const saved = (chains ?? 0) + (templates ?? 0) + (bookmarks ?? 0);
    const running = experiments ?? 0;
    return [
      { name: 'documents', weight: 3, on: documents > 0, detail: `${documents} documents to answer from` },
      { name: 'history', weight: 2, on: settings.history, detail: switched('HISTORY', settings.history) },
      { name: 'answer_cache', weight: 2, on: cacheIsOn, detail: switched('ANSWER_CACHE_MB', cacheIsOn) },
      {
        name: 'prefetch',
        weight: 1,
        on: settings.prefetch && cacheIsOn,
        detail: switched('PREFETCH', settings.prefetch),
      },
      { name: 'auto_tuning', weight: 1, on: settings.autoTuning, detail: switched('AUTO_TUNING', settings.autoTuning) },
      { name: 'saved_questions', weight: 1, on: saved > 0, detail: `${saved} chains, templates and bookmarks` },
      { name: 'experiments', weight: 1, on: running > 0, detail: `${running} experiments` },
      {
        name: 'many_processes',
        weight: 1,
        on: settings.redisUrl !== null,
        detail: switched('REDIS_URL', settings.redisUrl !== null),
      },
    ];
  };
}

function switched(option: string, on: boolean): string {
  return on ? `on (${option})` : `off; ${option} switches it on`;
}
