import { foldText } from '../../core/learning/fold-text.ts';
import { TextIndex } from '../../core/learning/text-index.ts';
import { questionKey } from '../../core/retrieval/question-key.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import { BoundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

/** Suggestions a tenant may add: more than anybody keeps in order by hand. */
export const ADDED_MAX = 1_000;
/** Tenants whose suggestions are held in memory; the one that asked the longest ago goes first, and is read again when it asks. */
const TENANTS_HELD_MAX = 200;
const KIND = 'suggestion';

/** A suggestion somebody wrote. */
export type AddedSuggestion = { readonly text: string; readonly folded: string };

type Held = { readonly index: TextIndex<AddedSuggestion>; readonly keys: Set<string> };

/** Suggestions that people added: kept in the records, and in memory in the order in which they are looked for. */
export class AddedSuggestions {
  readonly #saved: SavedStore;
  readonly #clock: Clock;
  readonly #held = new BoundedMap<string, Promise<Held>>(TENANTS_HELD_MAX);

  constructor({ saved, clock }: { readonly saved: SavedStore; readonly clock: Clock }) {
    this.#saved = saved;
    this.#clock = clock;
  }

  /** Durable when it resolves; one that is there already stays as it is. Throws `SAVED_LIMIT_REACHED`. */
  async add(tenant: string, text: string): Promise<void> {
    const itemId = questionKey(text);
    const item = { tenant, kind: KIND, itemId, rank: 0, label: text, tags: [], body: JSON.stringify({ text }) };
    const outcome = await this.#saved.create(item, { itemsMax: ADDED_MAX, nowMs: this.#clock.now() });
    if (outcome === 'full') {
      throw new CodedError('SAVED_LIMIT_REACHED', `There are ${ADDED_MAX} suggestions already, the most there can be.`);
    }
    put(await this.#open(tenant), text);
  }

  /** The tenant's suggestions, to look in. */
  async index(tenant: string): Promise<TextIndex<AddedSuggestion>> {
    return (await this.#open(tenant)).index;
  }

  #open(tenant: string): Promise<Held> {
    const known = this.#held.get(tenant);
    if (known !== undefined) return known;
    const held = this.#read(tenant);
    this.#held.set(tenant, held);
    // What could not be read is read again by the next who asks.
    held.catch(() => this.#held.delete(tenant));
    return held;
  }

  async #read(tenant: string): Promise<Held> {
    const held: Held = { index: new TextIndex(() => 1), keys: new Set() };
    const options = { search: null, tags: [], limit: ADDED_MAX, after: null };
    for (const { label } of await this.#saved.list(tenant, KIND, options)) put(held, label);
    return held;
  }
}

function put({ index, keys }: Held, text: string): void {
  const key = questionKey(text);
  if (keys.has(key)) return;
  keys.add(key);
  index.add({ text, folded: foldText(text) });
}
