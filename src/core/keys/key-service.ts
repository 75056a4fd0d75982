import type { Caller, KeyScope } from '../../ports/caller.ts';
import type {
  KeyActing,
  KeyAuditEntry,
  KeyEnvironment,
  KeyRecord,
  KeyStore,
  KeyTarget,
} from '../../ports/key-store.ts';
import { DEFAULT_TENANT } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { RandomSource } from '../../shared/ids.ts';
import type { TierTable } from '../limiter/tier-table.ts';
import { createdBrief, revokedBrief, rotatedBrief } from './key-briefs.ts';
import { type GivenLimits, grantOf } from './key-grant.ts';
import type { KeyHasher } from './key-hasher.ts';
import { ADMIN_KEY_ID } from './key-ring.ts';
import { newKeyId, newKeyText } from './key-text.ts';

export type KeyServiceOptions = {
  readonly store: KeyStore;
  readonly hasher: KeyHasher;
  readonly tiers: TierTable;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** There is a key in the environment. */
  readonly hasAdminKey: boolean;
  /** Whether callers need keys: then the last operator's key is not revoked while nothing else lets an operator in. */
  readonly isOpen: boolean;
  /** Told of every change once it is durable. */
  readonly changed: (record: KeyRecord) => void;
};

/** What somebody wants a new key to be; null is the default: the caller's tenant, the tier `default`, the tier's limits. */
export type WantedKey = {
  readonly name: string;
  readonly tenant: string | null;
  readonly tier: string | null;
  readonly scopes: readonly KeyScope[];
  readonly environment: KeyEnvironment;
  readonly expiresAtMs: number | null;
  readonly limits: GivenLimits | null;
};

/** A key with its text, which is not kept anywhere. */
export type ShownKey = { readonly record: KeyRecord; readonly text: string };

type Page<Position> = { readonly tenant: string | null; readonly limit: number; readonly after: Position | null };

/** Keys of a tenant that have not ended: a key for every service and machine of a large team; one more is likely made in a loop. */
export const KEYS_MAX = 1_000;

/**
 * Makes, changes and ends keys. Admins of the tenant `default` (operators) do so in all tenants, other admins in their own: to them, what is
 * elsewhere is not there. Whoever calls has the scope `admin`; routes see to that.
 */
export class KeyService {
  readonly #options: KeyServiceOptions;

  constructor(options: KeyServiceOptions) {
    this.#options = options;
  }

  /** Rejects with `KEY_TENANT_REFUSED`, `KEY_TIER_REFUSED`, `KEY_LIMIT_REACHED`, or `REQUEST_INVALID` naming the field. */
  async create(by: Caller, wanted: WantedKey): Promise<ShownKey> {
    const { store, hasher, clock, random, tiers } = this.#options;
    const { name, scopes, environment, expiresAtMs } = wanted;
    const tenant = reachable(by, wanted.tenant) ?? by.principal.tenant;
    const nowMs = clock.now();
    if (expiresAtMs !== null && expiresAtMs <= nowMs) throw invalid('expires_at', 'A time that is still to come');
    const { tier, limits } = grantOf({
      tiers,
      by,
      isOperator: isOperator(by),
      tier: wanted.tier,
      limits: wanted.limits,
    });
    const keyId = newKeyId(random);
    const text = newKeyText(keyId, environment, random);
    const { pepperId } = hasher;
    const key = {
      keyId,
      tenant,
      name,
      tier,
      scopes,
      environment,
      limits,
      expiresAtMs,
      pepperId,
      hash: hasher.hash(text),
    };
    const record = await store.create(key, acting(by, nowMs, createdBrief(key)), { keysMax: KEYS_MAX });
    if (record === 'full') throw full(tenant);
    this.#options.changed(record);
    return { record, text };
  }

  /** Newest first, of one tenant; operators see all without one. */
  list(
    by: Caller,
    { tenant, limit, after }: Page<{ createdAtMs: number; keyId: string }>,
  ): Promise<readonly KeyRecord[]> {
    return this.#options.store.list({ tenant: reachable(by, tenant), limit, after });
  }

  /** A new secret for a key; the one before stays good for `overlapMs`. Rejects with `KEY_NOT_FOUND`, `KEY_ENDED`, `KEY_FROM_ENVIRONMENT`. */
  async rotate(by: Caller, keyId: string, overlapMs: number): Promise<ShownKey> {
    const { store, hasher, clock, random } = this.#options;
    const target = this.#targetOf(by, keyId);
    const known = await this.#find(target);
    const text = newKeyText(keyId, known.environment, random);
    const nowMs = clock.now();
    const secret = { hash: hasher.hash(text), pepperId: hasher.pepperId, overlapMs };
    const brief = rotatedBrief(known, nowMs + overlapMs, overlapMs);
    const record = await store.rotate(target, secret, acting(by, nowMs, brief));
    if (record === 'unknown') throw notFound(keyId);
    if (record === 'ended') throw new CodedError('KEY_ENDED', 'The key was revoked or has expired. Make a new one.');
    this.#options.changed(record);
    return { record, text };
  }

  /**
   * Ends a key, also the caller's own: whoever finds a key in the wrong hands may end it with itself. Rejects with `KEY_NOT_FOUND`,
   * `KEY_FROM_ENVIRONMENT`, and with `KEY_LAST_ADMIN` where no operator could come in any more.
   */
  async revoke(by: Caller, keyId: string): Promise<KeyRecord> {
    const { store, hasher, clock, isOpen, hasAdminKey } = this.#options;
    const target = this.#targetOf(by, keyId);
    const known = await this.#find(target);
    const guard = { keepOperator: !isOpen && !hasAdminKey, pepperId: hasher.pepperId };
    const record = await store.revoke(target, acting(by, clock.now(), revokedBrief(known)), guard);
    if (record === 'unknown') throw notFound(keyId);
    if (record === 'last_operator') throw lastAdmin();
    this.#options.changed(record);
    return record;
  }

  /** Newest first, of one tenant; operators see all without one. */
  audit(by: Caller, { tenant, limit, after }: Page<number>): Promise<readonly KeyAuditEntry[]> {
    return this.#options.store.audit({ tenant: reachable(by, tenant), limit, before: after });
  }

  /** Before anything is written, which takes its time: a key of another tenant is refused as soon as one that nobody has. */
  async #find({ keyId, tenant }: KeyTarget): Promise<KeyRecord> {
    const known = await this.#options.store.find(keyId);
    if (known === null || (tenant !== null && known.tenant !== tenant)) throw notFound(keyId);
    return known;
  }

  #targetOf(by: Caller, keyId: string): KeyTarget {
    const { hasAdminKey } = this.#options;
    if (keyId === ADMIN_KEY_ID && hasAdminKey && isOperator(by)) {
      const remedy = 'Take ADMIN_KEY out of the environment, or give it another value, and restart the server.';
      throw new CodedError('KEY_FROM_ENVIRONMENT', `This key is not kept here. ${remedy}`);
    }
    return { keyId, tenant: reachable(by, null) };
  }
}

/** Admins of the tenant `default` run the server, whoever its other tenants are. */
export function isOperator({ principal }: Pick<Caller, 'principal'>): boolean {
  return principal.tenant === DEFAULT_TENANT;
}

/** The tenant that a caller may act in of the one it names; null (all of them) for an operator who names none. */
function reachable(by: Caller, tenant: string | null): string | null {
  if (isOperator(by)) return tenant;
  if (tenant === null || tenant === by.principal.tenant) return by.principal.tenant;
  throw new CodedError(
    'KEY_TENANT_REFUSED',
    'Keys of another tenant are made and seen by admins of the tenant "default".',
  );
}

function acting({ keyId, principal }: Caller, atMs: number, brief: string): KeyActing {
  return { atMs, actorKeyId: keyId, actorTenant: principal.tenant, brief };
}

function notFound(keyId: string): CodedError {
  return new CodedError('KEY_NOT_FOUND', `There is no key "${keyId}".`);
}

function full(tenant: string): CodedError {
  return new CodedError(
    'KEY_LIMIT_REACHED',
    `The tenant "${tenant}" has ${KEYS_MAX} keys. Revoke some that are not used.`,
  );
}

function lastAdmin(): CodedError {
  const remedy =
    'Make another one first, or set ADMIN_KEY. If it is in the wrong hands, rotate it with overlap_seconds 0.';
  return new CodedError(
    'KEY_LAST_ADMIN',
    `This is the last key of an admin of "default"; without it nobody could manage keys. ${remedy}`,
  );
}

function invalid(path: string, message: string): CodedError {
  return new CodedError('REQUEST_INVALID', `${path}: ${message}`, { issues: [{ path, message }] });
}
