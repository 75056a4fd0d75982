import { timingSafeEqual } from 'node:crypto';
import type { KeyRecord, KeyStore } from '../../ports/key-store.ts';
import { DEFAULT_TENANT } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { Identified } from './authenticator.ts';
import type { KeyHasher } from './key-hasher.ts';
import { BELIEVED_MS, KeyNews } from './key-news.ts';
import { keyIdOf, standInId } from './key-text.ts';
import { KnownKeys } from './known-keys.ts';
import { opens, standingOf } from './standing.ts';

export type KeyRingOptions = {
  readonly store: Pick<KeyStore, 'find' | 'changesAfter'>;
  readonly hasher: KeyHasher;
  /** A secret of any form that is an operator without being in the store; null for none. */
  readonly adminKey: string | null;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** The store could not be asked for changes; told once until it can again. */
  readonly failed: (error: unknown) => void;
  readonly knownKeysMax?: number;
};

/** Id of the key of the configuration. Keys of the store have 16 characters. */
export const ADMIN_KEY_ID = 'admin';
/** Look-ups of keys that are not known, at once: an embedded store answers at once, one that does not is not flooded with guesses. */
const LOOK_UPS_MAX = 256;
const NO_HASH = Buffer.alloc(32);
/** Looked for in memory where a text has no readable id. */
const NOBODY = '-'.repeat(16);

/** Stands in for a key that is not there. */
const NO_RECORD: KeyRecord = Object.freeze({
  ...{
    keyId: '',
    tenant: '',
    name: '',
    tier: '',
    scopes: [],
    environment: 'live' as const,
    limits: null,
    pepperId: '',
  },
  ...{ hash: NO_HASH, previous: null, createdAtMs: 0, createdBy: null, createdByTenant: '', expiresAtMs: null },
  ...{ rotatedAtMs: null, revokedAtMs: null, change: 0 },
});

const ADMIN: Identified = Object.freeze({
  keyId: ADMIN_KEY_ID,
  tenant: DEFAULT_TENANT,
  tier: 'enterprise',
  scopes: Object.freeze(['read', 'write', 'admin'] as const),
  limits: null,
});

/**
 * Says whose a key is. Every text, whatever is wrong with it, takes one HMAC, and what is not known one look-up in the store as well: the
 * time tells nothing. A key that was used lately is known without asking; what is held is at most a second old.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #known: KnownKeys;
  /** Never asked: see `#hold`. */
  readonly #passed = new KnownKeys(1);
  readonly #news: KeyNews;
  readonly #adminHash: Buffer | null;
  /** Keys of open sockets that were not held any more: since when they are looked up. */
  readonly #recalls = new Map<string, number>();
  #lookUps = 0;

  constructor(options: KeyRingOptions) {
    const { store, clock, scheduler, hasher, adminKey, failed, knownKeysMax } = options;
    this.#options = options;
    this.#known = new KnownKeys(knownKeysMax);
    this.#adminHash = adminKey === null ? null : hasher.hash(adminKey);
    this.#news = new KeyNews({ store, clock, scheduler, failed, changed: (record) => this.learn(record) });
  }

  /** Begins to follow what other processes do. Rejects when the store cannot be read. */
  start(): Promise<void> {
    return this.#news.start();
  }

  stop(): void {
    this.#news.stop();
  }

  /** Null for a text that opens nothing. At once for keys used lately; rejects with `RECORDS_*` when the store is needed and fails. */
  identify(text: string): Identified | null | Promise<Identified | null> {
    const { hasher, clock } = this.#options;
    const hash = hasher.hash(text);
    const keyId = keyIdOf(text);
    const isAdmin = timingSafeEqual(hash, this.#adminHash ?? NO_HASH);
    const known = this.#known.peek(keyId ?? NOBODY);
    const isKnown = opens(known?.record ?? null, hash, clock.now());
    if (isAdmin && this.#adminHash !== null) return ADMIN;
    if (!isKnown || known === undefined || !this.#news.isFresh) return this.#lookUp(keyId, hash);
    this.#known.touch(known.record.keyId);
    return known.identified;
  }

  /** Whose a key of this id is as long as it opens anything; null when it does not any more. */
  async holderOf(keyId: string): Promise<Identified | null> {
    if (keyId === ADMIN_KEY_ID) return this.#adminHash === null ? null : ADMIN;
    const known = this.#known.peek(keyId);
    if (known !== undefined && this.#news.isFresh) return this.#isActive(known.record) ? known.identified : null;
    const found = await this.#read(keyId);
    return found.record !== null && this.#isActive(found.record) ? this.#hold(found, true) : null;
  }

  /** Whether a key that opened a socket still opens anything, as of a quarter of a second ago. */
  stillOpens(keyId: string): boolean {
    if (keyId === ADMIN_KEY_ID) return this.#adminHash !== null;
    if (this.#news.isLost) return false;
    const known = this.#known.peek(keyId);
    if (known === undefined) return this.#recall(keyId);
    this.#known.touch(keyId);
    return this.#isActive(known.record);
  }

  /** Takes over what was done to a key, if it is held: from now on, not from the next look at the store. */
  learn(record: KeyRecord): void {
    this.#known.refresh(record);
  }

  /** Another process says that keys have changed: looks at once. */
  look(): Promise<void> {
    return this.#news.look();
  }

  async #lookUp(keyId: string | null, hash: Buffer): Promise<Identified | null> {
    // Made whether it is needed or not, like everything else here.
    const standIn = standInId(hash);
    const found = await this.#read(keyId ?? standIn);
    const isRight = opens(found.record, hash, this.#options.clock.now());
    const identified = this.#hold(found, isRight);
    return isRight ? identified : null;
  }

  async #read(keyId: string): Promise<Found> {
    if (this.#lookUps >= LOOK_UPS_MAX) {
      throw new CodedError('SERVER_OVERLOADED', 'Too many keys are being looked up. Try again in a moment.');
    }
    const { position } = this.#news;
    this.#lookUps++;
    try {
      return { keyId, record: await this.#options.store.find(keyId), position };
    } finally {
      this.#lookUps--;
    }
  }

  /**
   * Holds what was read, unless something has changed meanwhile: the store's answer may be from before, and news come once. What is not to be
   * held goes through the same motions.
   */
  #hold({ keyId, record, position }: Found, isWanted: boolean): Identified {
    const isHeld = isWanted && position === this.#news.position;
    return (isHeld ? this.#known : this.#passed).put(record ?? NO_RECORD, keyId).identified;
  }

  /** Looks for a key that an open socket has and that is not held: good until the store has said otherwise, for less than a second. */
  #recall(keyId: string): boolean {
    const nowMs = this.#options.clock.monotonic();
    const sinceMs = this.#recalls.get(keyId);
    if (sinceMs !== undefined) {
      if (nowMs - sinceMs <= BELIEVED_MS) return true;
      this.#recalls.delete(keyId);
      return false;
    }
    if (this.#recalls.size >= LOOK_UPS_MAX) this.#forgetRecalls(nowMs);
    if (this.#recalls.size >= LOOK_UPS_MAX) return false;
    this.#recalls.set(keyId, nowMs);
    void this.#recallLater(keyId);
    return true;
  }

  /** Sockets that have closed ask no more. */
  #forgetRecalls(nowMs: number): void {
    for (const [keyId, sinceMs] of this.#recalls) if (nowMs - sinceMs > BELIEVED_MS) this.#recalls.delete(keyId);
  }

  async #recallLater(keyId: string): Promise<void> {
    try {
      const found = await this.#read(keyId);
      // A key that is not there any more is told at the next question; one that is there is held, also when it has ended.
      if (found.record === null) this.#recalls.set(keyId, Number.NEGATIVE_INFINITY);
      else {
        this.#hold(found, true);
        this.#recalls.delete(keyId);
      }
    } catch {
      // The looks at the store tell that it fails; to the socket it is a look-up that nobody answered.
      return;
    }
  }

  #isActive(record: KeyRecord): boolean {
    return standingOf(record, this.#options.clock.now()) === 'active';
  }
}

/** What the store said of an id, and the number of the last change that was known when it was asked. */
type Found = { readonly keyId: string; readonly record: KeyRecord | null; readonly position: number | null };
