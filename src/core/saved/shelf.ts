import type { NewSavedItem, SavedItem, SavedListOptions, SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { KeyLocks } from '../ingest/key-locks.ts';

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
 * Tries of one update. Updates of one process wait for each other, so only those of other processes can come between; each failed
 * try means that one of theirs succeeded.
 */
const UPDATE_ATTEMPTS_MAX = 100;

/** What a tenant saved of one kind, with the errors its callers read. Other tenants' ids are unknown ids. */
export class Shelf<T> {
  readonly #options: ShelfOptions<T>;
  readonly #locks = new KeyLocks();

  constructor(options: ShelfOptions<T>) {
    this.#options = options;
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
   * Changes an item as read, however many change it at once: no change is lost. Does nothing when it is gone, or was made anew after
   * `createdAtMs`. Gives back what it became, or null.
   */
  update(
    tenant: string,
    { itemId, createdAtMs }: Pick<Shelved<T>, 'itemId' | 'createdAtMs'>,
    change: (item: Shelved<T>) => NewShelved<T>,
  ): Promise<Shelved<T> | null> {
    const { store, clock, noun } = this.#options;
    return this.#locks.run([JSON.stringify([tenant, itemId])], async () => {
      for (let attempt = 0; attempt < UPDATE_ATTEMPTS_MAX; attempt++) {
        const item = await this.find(tenant, itemId);
        if (item === null || item.createdAtMs !== createdAtMs) return null;
        const expected = { version: item.version, createdAtMs, nowMs: clock.now() };
        if (await store.replace(this.#toSaved(tenant, change(item)), expected)) return this.find(tenant, itemId);
      }
      throw new CodedError(
        'SERVER_OVERLOADED',
        `The ${noun} "${itemId}" changes too often to be updated. Try again later.`,
      );
    });
  }

  #toSaved(tenant: string, { value, ...item }: NewShelved<T>): NewSavedItem {
    return { ...item, tenant, kind: this.#options.kind, body: JSON.stringify(value) };
  }

  #fromSaved({ tenant: _tenant, kind: _kind, label: _label, body, ...item }: SavedItem): Shelved<T> {
    return { ...item, value: this.#options.read(JSON.parse(body)) };
  }

  #notFound(itemId: string): CodedError {
    return new CodedError(this.#options.codes.notFound, `There is no ${this.#options.noun} "${itemId}".`);
  }
}
