import { z } from 'zod';
import { Shelf } from '../../core/saved/shelf.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';

/** Templates of one tenant: far more than people can tell apart, few enough for one list. */
const TEMPLATES_MAX = 1_000;

const storedSchema = z.object({
  template: z.string(),
  description: z.string().nullable(),
  defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** A template as it is kept: its text was read without a fault, and its defaults are for placeholders it has. */
export type StoredTemplate = z.infer<typeof storedSchema>;
export type TemplateShelf = Shelf<StoredTemplate>;

/** The shelf templates stand on. */
export function templateShelf(store: SavedStore, clock: Clock): TemplateShelf {
  return new Shelf({
    store,
    clock,
    kind: 'template',
    noun: 'template',
    itemsMax: TEMPLATES_MAX,
    codes: { notFound: 'TEMPLATE_NOT_FOUND', exists: 'TEMPLATE_EXISTS' },
    read: (body) => storedSchema.parse(body),
  });
}
