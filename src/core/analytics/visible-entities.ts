import type { Lexicon } from '../../ports/lexicon.ts';
import { nameKey } from '../../shared/name-key.ts';
import type { Hitter } from './heavy-hitters.ts';
import { readEntity } from './popular-text.ts';

/** A popular name of one or more collections; its true count is between `count − error` and `count`. */
export type PopularEntity = { readonly name: string; readonly count: number; readonly error: number };

/**
 * Names that visible documents still hold, most frequent first, collections put together: what a deleted or disabled
 * document alone named is not shown, whatever was asked about it before.
 */
export function visibleEntities(
  hitters: readonly Hitter[],
  { tenant, lexicon, limit }: { readonly tenant: string; readonly lexicon: Lexicon; readonly limit: number },
): readonly PopularEntity[] {
  const found = new Map<string, PopularEntity>();
  for (const { label, count, error } of hitters) {
    const { collection, name } = readEntity(label);
    const key = nameKey(name);
    const [entity] = lexicon.named({ tenant, collection }, name, 1);
    if (entity === undefined || nameKey(entity.text) !== key) continue;
    const known = found.get(key);
    found.set(key, {
      name: known?.name ?? entity.text,
      count: count + (known?.count ?? 0),
      error: error + (known?.error ?? 0),
    });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, limit);
}
