import type { RollupKey, RollupRow, RollupStore } from '../../src/ports/rollup-store.ts';

export type MemoryRollups = RollupStore & {
  /** Everything it holds, as text. */
  texts(): string;
  /** The next write fails with this. */
  failNext(error: Error): void;
  /** Runs before the next write is decided. */
  beforeNext(work: () => Promise<void>): void;
};

const nameOf = ({ tenant, grain, startMs }: RollupKey) => `${tenant} ${grain} ${startMs}`;

/** Roll-ups in a map, for tests of what writes them. */
export function memoryRollups(): MemoryRollups {
  const rows = new Map<string, { readonly key: RollupKey; readonly row: RollupRow }>();
  let failure: Error | null = null;
  let work: (() => Promise<void>) | null = null;
  const all = () => [...rows.values()].sort((a, b) => a.row.startMs - b.row.startMs);
  return {
    texts: () => JSON.stringify([...rows.values()].map(({ row }) => row.text)),
    failNext: (error) => {
      failure = error;
    },
    beforeNext: (next) => {
      work = next;
    },
    get: async (key) => rows.get(nameOf(key))?.row ?? null,
    async range(tenant, grain, { sinceMs, untilMs, limit }) {
      const wanted = all().filter(({ key }) => key.tenant === tenant && key.grain === grain);
      return wanted
        .map(({ row }) => row)
        .filter(({ startMs }) => startMs >= sinceMs && startMs < untilMs)
        .slice(0, limit);
    },
    async put(writes) {
      const before = work;
      work = null;
      await before?.();
      const error = failure;
      failure = null;
      if (error !== null) throw error;
      return writes.map(({ key, text, fromVersion }) => {
        if ((rows.get(nameOf(key))?.row.version ?? 0) !== fromVersion) return false;
        rows.set(nameOf(key), { key, row: { startMs: key.startMs, version: fromVersion + 1, text } });
        return true;
      });
    },
    async prune(grain, beforeMs) {
      const old = all().filter(({ key }) => key.grain === grain && key.startMs < beforeMs);
      for (const { key } of old) rows.delete(nameOf(key));
      return old.length;
    },
  };
}
