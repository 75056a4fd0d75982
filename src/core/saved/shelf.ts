import type { NewSavedItem, SavedItem, SavedListOptions, SavedStore } from '../../ports/saved-store.ts';
import { defined } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { Combiner } from './combiner.ts';

export type ShelfOptions<T> = {
  readonly store: SavedStore;
  readonly clock: Clock;
  readonly kind: string;
  /** What one is called in a message: `bookmark`. */
  readonly noun: string;
  /** Items a tenant may have. */
  readonly itemsMax: number;
  readonly codes: { readonly notFound: ErrorCode; readonly exists: ErrorCode };
  /** A stored body back as a value; throws when it is not one. */
  readonly read: (body: unknown) => T;
};

/** A saved thing with its body read. */
export type Shelved<T> = Omit<SavedItem, 'tenant' | 'kind' | 'label' | 'body'> & { readonly value: T };
export type NewShelved<T> = Pick<NewSavedItem, 'itemId' | 'rank' | 'label' | 'tags'> & { readonly value: T };

/**
 * Tries of one update. Updates of one process are done together, so only those of other processes can come between; each failed
 * try means that one of theirs succeeded.
 */
const UPDATE_ATTEMPTS_MAX = 100;

/** What an update sees of an item: as read, or as the update before it left it. */
export type Draft<T> = Omit<NewShelved<T>, 'label'>;

type Change<T> = {
  readonly place: { readonly tenant: string; readonly itemId: string; readonly createdAtMs: number };
  readonly apply: (item: Draft<T>) => NewShelved<T>;
};

/** What a tenant saved of one kind, with the errors its callers read. Other tenants' ids are unknown ids. */
export class Shelf<T> {
  readonly #options: ShelfOptions<T>;
  readonly #updates: Combiner<Change<T>, Shelved<T> | null>;

  constructor(options: ShelfOptions<T>) {
    this.#options = options;
    this.#updates = new Combiner((_key, changes) => this.#applyAll(changes));
  }

  /** Throws the shelf's `exists` code, or `SAVED_LIMIT_REACHED`. Durable when it resolves. */
  async create(tenant: string, item: NewShelved<T>): Promise<void> {
    const { store, clock, noun, itemsMax, codes } = this.#options;
    const outcome = await store.create(this.#toSaved(tenant, item), { itemsMax, nowMs: clock.now() });
    if (outcome === 'exists') {
      throw new CodedError(
        codes.exists,
        `There is a ${noun} "${item.itemId}" already: delete it first, or choose another id.`,
      );
    }
    if (outcome === 'full') {
      throw new CodedError(
        'SAVED_LIMIT_REACHED',
        `There are ${itemsMax} ${noun}s already, the most there can be: delete some first.`,
      );
    }
  }

  async find(tenant: string, itemId: string): Promise<Shelved<T> | null> {
    const item = await this.#options.store.get(tenant, this.#options.kind, itemId);
    return item === null ? null : this.#fromSaved(item);
  }

  /** Throws the shelf's `notFound` code. */
  async get(tenant: string, itemId: string): Promise<Shelved<T>> {
    const found = await this.find(tenant, itemId);
    if (found === null) throw this.#notFound(itemId);
    return found;
  }

  async list(tenant: string, options: SavedListOptions): Promise<readonly Shelved<T>[]> {
    const items = await this.#options.store.list(tenant, this.#options.kind, options);
    return items.map((item) => this.#fromSaved(item));
  }

  /** Throws the shelf's `notFound` code. */
  async delete(tenant: string, itemId: string): Promise<void> {
    if (!(await this.#options.store.delete(tenant, this.#options.kind, itemId))) throw this.#notFound(itemId);
  }

  /**
   * Changes an item as read, however many change it at once: no change is lost, and those that wait are written together. Does nothing
   * when it is gone, or was made anew after `createdAtMs`. Gives back what it became, or null.
   */
  update(
    tenant: string,
    { itemId, createdAtMs }: Pick<Shelved<T>, 'itemId' | 'createdAtMs'>,
    apply: (item: Draft<T>) => NewShelved<T>,
  ): Promise<Shelved<T> | null> {
    const key = JSON.stringify([tenant, itemId, createdAtMs]);
    return this.#updates.do(key, { place: { tenant, itemId, createdAtMs }, apply });
  }

  /** Changes of one item in one write. */
  async #applyAll(changes: readonly Change<T>[]): Promise<readonly (Shelved<T> | null)[]> {
    const { store, clock, noun } = this.#options;
    const first = defined(changes[0], 'a run has a job');
    const { tenant, itemId, createdAtMs } = first.place;
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS_MAX; attempt++) {
      const item = await this.find(tenant, itemId);
      if (item === null || item.createdAtMs !== createdAtMs) return changes.map(() => null);
      const changed = changes.slice(1).reduce((draft, { apply }) => apply(draft), first.apply(item));
      const expected = { version: item.version, createdAtMs, nowMs: clock.now() };
      if (await store.replace(this.#toSaved(tenant, changed), expected)) {
        const now = await this.find(tenant, itemId);
        return changes.map(() => now);
      }
    }
    throw new CodedError(
      'SERVER_OVERLOADED',
      `The ${noun} "${itemId}" changes too often to be updated. Try again later.`,
    );
  }

  #toSaved(tenant: string, { itemId, rank, label, tags, value }: NewShelved<T>): NewSavedItem {
    return { itemId, rank, label, tags, tenant, kind: this.#options.kind, body: JSON.stringify(value) };
  }

  #fromSaved({ tenant: _tenant, kind: _kind, label: _label, body, ...item }: SavedItem): Shelved<T> {
    return { ...item, value: this.#options.read(JSON.parse(body)) };
  }

  #notFound(itemId: string): CodedError {
    return new CodedError(this.#options.codes.notFound, `There is no ${this.#options.noun} "${itemId}".`);
  }
}
