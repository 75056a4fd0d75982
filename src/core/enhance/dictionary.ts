import type { SavedItem, SavedStore } from '../../ports/saved-store.ts';
import { assert } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

/** An abbreviation of a tenant's own. */
export type DictionaryEntry = { readonly short: string; readonly long: string; readonly updatedAtMs: number };

export type DictionaryPage = {
  readonly limit: number;
  readonly after: { readonly rank: number; readonly itemId: string } | null;
};

/** Entries of one tenant: the jargon of a company. */
const ENTRIES_MAX = 2_000;
const KIND = 'abbreviation';
/** Tries of one write; each failed try means that somebody else wrote the same entry in between. */
const ATTEMPTS_MAX = 20;

/** What tenants say their abbreviations stand for. Letter case does not tell entries apart. Durable when a call resolves. */
export class Dictionary {
  readonly #store: SavedStore;
  readonly #clock: Clock;

  constructor(store: SavedStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async find(tenant: string, short: string): Promise<DictionaryEntry | null> {
    const item = await this.#store.get(tenant, KIND, idOf(short));
    return item === null ? null : toEntry(item);
  }

  /** In the order of the short forms. */
  async list(
    tenant: string,
    page: DictionaryPage,
  ): Promise<readonly (DictionaryEntry & { readonly itemId: string })[]> {
    const items = await this.#store.list(tenant, KIND, { search: null, tags: [], ...page });
    return items.map((item) => ({ ...toEntry(item), itemId: item.itemId }));
  }

  /** Makes or replaces an entry; true when it was made. Throws `SAVED_LIMIT_REACHED`. */
  async put(tenant: string, { short, long }: Pick<DictionaryEntry, 'short' | 'long'>): Promise<boolean> {
    const itemId = idOf(short);
    const body = JSON.stringify({ short, long });
    const item = { tenant, kind: KIND, itemId, rank: 0, label: `${short}\n${long}`, tags: [], body };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const nowMs = this.#clock.now();
      const known = await this.#store.get(tenant, KIND, itemId);
      if (known === null) {
        const outcome = await this.#store.create(item, { itemsMax: ENTRIES_MAX, nowMs });
        if (outcome === 'created') return true;
        if (outcome === 'full') throw tooMany();
      } else if (await this.#store.replace(item, { version: known.version, createdAtMs: known.createdAtMs, nowMs })) {
        return false;
      }
    }
    throw new CodedError('SERVER_OVERLOADED', `The entry "${short}" changes too often to be written. Try again later.`);
  }

  /** Throws `ABBREVIATION_NOT_FOUND`. */
  async delete(tenant: string, short: string): Promise<void> {
    if (await this.#store.delete(tenant, KIND, idOf(short))) return;
    throw new CodedError('ABBREVIATION_NOT_FOUND', `There is no "${short}" in the dictionary.`);
  }
}

function tooMany(): CodedError {
  return new CodedError(
    'SAVED_LIMIT_REACHED',
    `The dictionary has ${ENTRIES_MAX} entries, the most there can be: delete some first.`,
  );
}

function idOf(short: string): string {
  return short.normalize('NFC').toLowerCase();
}

function toEntry({ body, updatedAtMs }: SavedItem): DictionaryEntry {
  const value: unknown = JSON.parse(body);
  assert(typeof value === 'object' && value !== null && 'short' in value && 'long' in value, 'an entry has two forms');
  const { short, long } = value;
  assert(typeof short === 'string' && typeof long === 'string', 'an entry is two texts');
  return { short, long, updatedAtMs };
}
