import type { QuotaRow, QuotaStore, UsageRow, UsageStore } from '../../src/ports/usage-store.ts';

/** Usage in memory, as tests want it. */
export function memoryUsage(): UsageStore {
  const rows = new Map<string, UsageRow>();
  const keyOf = ({ tenant, subject, day, operation, tier }: UsageRow): string =>
    JSON.stringify([tenant, subject, day, operation, tier]);
  return {
    async add(added) {
      for (const row of added) {
        const { calls = 0, units = 0 } = rows.get(keyOf(row)) ?? {};
        rows.set(keyOf(row), { ...row, calls: calls + row.calls, units: units + row.units });
      }
    },
    async read({ tenant, subject, fromDay }) {
      const order = (a: UsageRow, b: UsageRow): number =>
        b.day - a.day || compare(a.operation, b.operation) || compare(a.tier, b.tier);
      return [...rows.values()]
        .filter((row) => row.tenant === tenant && row.subject === subject && row.day >= fromDay)
        .sort(order);
    },
    async prune(day) {
      const old = [...rows].filter(([, row]) => row.day < day);
      for (const [key] of old) rows.delete(key);
      return old.length;
    },
  };
}

/** Quotas in memory: what a crash leaves is what is in `rows`. */
export function memoryQuotas(): QuotaStore & { readonly rows: Map<string, QuotaRow> } {
  const rows = new Map<string, QuotaRow>();
  return {
    rows,
    async put(given) {
      for (const row of given) rows.set(`${row.day} ${row.identity}`, row);
    },
    async since(day) {
      return [...rows.values()].filter((row) => row.day >= day);
    },
    async prune(day) {
      const old = [...rows].filter(([, row]) => row.day < day);
      for (const [key] of old) rows.delete(key);
      return old.length;
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
