import type { Catalogue } from '../../ports/catalogue.ts';
import { type Scope, scopeKey } from '../../ports/scope.ts';
import { MemoryPartition } from './partition.ts';

/** The catalogue of one process, rebuilt from the records at start. A scope's partition stays the same object for ever. */
export function createCatalogue(): Catalogue {
  const partitions = new Map<string, { readonly scope: Scope; readonly partition: MemoryPartition }>();
  const open = (scope: Scope): MemoryPartition => {
    const key = scopeKey(scope);
    const known = partitions.get(key);
    if (known !== undefined) return known.partition;
    const partition = new MemoryPartition();
    partitions.set(key, { scope: { tenant: scope.tenant, collection: scope.collection }, partition });
    return partition;
  };
  return {
    open,
    find(scope) {
      const known = partitions.get(scopeKey(scope))?.partition;
      return known === undefined || known.isEmpty ? undefined : known;
    },
    *partitions() {
      for (const { scope, partition } of partitions.values()) if (!partition.isEmpty) yield [scope, partition] as const;
    },
    bytes() {
      let total = 0;
      for (const { partition } of partitions.values()) total += partition.bytes();
      return total;
    },
  };
}
