import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdempotencyStore, Reservation } from '../../src/ports/idempotency-store.ts';

/** An empty store; `reopen` closes it and opens it again over the same data. */
export type IdempotencyStoreBed = {
  readonly idempotency: IdempotencyStore;
  reopen(): Promise<IdempotencyStore>;
  close(): Promise<void>;
};

const DAY_MS = 24 * 3_600_000;
const RESPONSE = { status: 201, contentType: 'application/json', body: '{"id":"ü"}' };

/** What every idempotency store must do. */
export function idempotencyStoreContract(name: string, create: () => Promise<IdempotencyStoreBed>): void {
  describe(`${name}: idempotency contract`, () => {
    let bed: IdempotencyStoreBed;
    let store: IdempotencyStore;

    beforeEach(async () => {
      bed = await create();
      store = bed.idempotency;
    });
    afterEach(() => bed.close());

    const reserve = (change: Partial<Parameters<IdempotencyStore['reserve']>[0]> = {}): Promise<Reservation> =>
      store.reserve({ tenant: 'acme', key: 'k', fingerprint: 'f', nowMs: 0, leaseMs: 1_000, ...change });

    it('reserves a free key once', async () => {
      expect(await reserve()).toEqual({ state: 'reserved' });
      expect(await reserve()).toEqual({ state: 'in_progress' });
    });

    it('gives one of many that ask at once the key', async () => {
      const states = (await Promise.all(Array.from({ length: 30 }, () => reserve()))).map(({ state }) => state);
      expect(states.filter((state) => state === 'reserved')).toHaveLength(1);
      expect(states.filter((state) => state === 'in_progress')).toHaveLength(29);
    });

    it('gives the answer again, byte for byte, also after the lease', async () => {
      await reserve();
      await store.complete('acme', 'k', RESPONSE);
      expect(await reserve({ nowMs: 5_000 })).toEqual({ state: 'done', response: RESPONSE });
    });

    it('refuses a key that was used for another request', async () => {
      await reserve();
      expect(await reserve({ fingerprint: 'other' })).toEqual({ state: 'mismatch' });
      await store.complete('acme', 'k', RESPONSE);
      expect(await reserve({ fingerprint: 'other' })).toEqual({ state: 'mismatch' });
    });

    it('frees a released key', async () => {
      await reserve();
      await store.release('acme', 'k');
      expect(await reserve({ fingerprint: 'other' })).toEqual({ state: 'reserved' });
    });

    it('never takes back an answer', async () => {
      await reserve();
      await store.complete('acme', 'k', RESPONSE);
      await store.release('acme', 'k');
      await store.complete('acme', 'k', { ...RESPONSE, status: 500 });
      expect(await reserve()).toEqual({ state: 'done', response: RESPONSE });
    });

    it('lets a reservation lapse with its lease, not before', async () => {
      await reserve({ leaseMs: 100 });
      expect((await reserve({ nowMs: 99 })).state).toBe('in_progress');
      expect((await reserve({ nowMs: 100 })).state).toBe('reserved');
      expect((await reserve({ nowMs: 101 })).state).toBe('in_progress');
    });

    it('forgets an answer after a day', async () => {
      await reserve();
      await store.complete('acme', 'k', RESPONSE);
      expect((await reserve({ nowMs: DAY_MS - 1 })).state).toBe('done');
      expect((await reserve({ nowMs: DAY_MS })).state).toBe('reserved');
    });

    it('keeps tenants and keys apart', async () => {
      await reserve();
      expect((await reserve({ tenant: 'other' })).state).toBe('reserved');
      expect((await reserve({ key: 'other' })).state).toBe('reserved');
      await store.complete('other', 'k', RESPONSE);
      expect((await reserve()).state).toBe('in_progress');
    });

    it('holds answers and reservations over a restart', async () => {
      await reserve();
      await store.complete('acme', 'k', RESPONSE);
      await reserve({ key: 'open' });
      store = await bed.reopen();
      expect(await reserve()).toEqual({ state: 'done', response: RESPONSE });
      expect(await reserve({ key: 'open' })).toEqual({ state: 'in_progress' });
    });

    it('passes over keys it does not know', async () => {
      await expect(store.complete('acme', 'unknown', RESPONSE)).resolves.toBeUndefined();
      await expect(store.release('acme', 'unknown')).resolves.toBeUndefined();
      expect((await reserve({ key: 'unknown' })).state).toBe('reserved');
    });
  });
}
