import { createMemoryTicketLedger } from '../adapters/memory/memory-ticket-ledger.ts';
import { createRedisTicketLedger } from '../adapters/redis/redis-ticket-ledger.ts';
import type { Settings } from '../config/schema.ts';
import type { Authenticator } from '../core/keys/authenticator.ts';
import { KeyHasher } from '../core/keys/key-hasher.ts';
import { KeyRing } from '../core/keys/key-ring.ts';
import { KeyService } from '../core/keys/key-service.ts';
import { KeySignals } from '../core/keys/key-signals.ts';
import { Tickets } from '../core/keys/tickets.ts';
import { TierTable } from '../core/limiter/tier-table.ts';
import type { Tier } from '../core/limiter/tiers.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { systemClock } from '../shared/clock.ts';
import { systemRandom } from '../shared/ids.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';
import { checkOpenable } from './check-keys.ts';
import { readPepper } from './key-pepper.ts';
import { reportFailure } from './report-failure.ts';

export type KeysParts = {
  readonly settings: Settings;
  readonly records: { readonly keys: KeyStore };
  readonly bus: EventBus;
  readonly tiers: readonly Tier[];
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
};

const NO_STORE = 'the records do not say which keys were changed; requests ask them one by one';
const NO_BUS = 'changed keys cannot be told to other processes; they look for themselves, within a second';
const NO_LEDGER = 'used tickets cannot be told to other processes; a ticket is one-time in each of them';

/**
 * Keys and tickets, followed from now on. Rejects with `CONFIG_INVALID` when keys are
 * wanted and nothing could open the server, and when the pepper cannot be read.
 */
export async function createKeys({ settings, records: { keys: store }, bus, tiers, telemetry, log }: KeysParts) {
  const hasher = new KeyHasher(settings.keyPepper ?? (await readPepper(settings.dataDir)));
  await checkOpenable(settings, store, hasher);
  const failed = (message: string) => (error: unknown) =>
    reportFailure({ telemetry, log }, { component: 'keys', error, message });
  const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
  const ring = new KeyRing({ ...time, store, hasher, adminKey: settings.adminKey, failed: failed(NO_STORE) });
  await ring.start();
  const signals = new KeySignals({ ...time, bus, heard: () => void ring.look(), failed: failed(NO_BUS) });
  const shared = settings.redisUrl === null ? null : createRedisTicketLedger({ ...time, url: settings.redisUrl });
  const tickets = new Tickets({
    ...{ ...time, hasher, auth: settings.auth, failed: failed(NO_LEDGER), holderOf: (keyId) => ring.holderOf(keyId) },
    local: createMemoryTicketLedger(time),
    shared,
  });
  const keys = new KeyService({
    ...{ ...time, store, hasher, tiers: new TierTable(tiers) },
    hasAdminKey: settings.adminKey !== null,
    isOpen: settings.auth === 'off',
    changed(record) {
      ring.learn(record);
      signals.tell();
    },
  });
  signals.start();
  const authenticator: Authenticator = {
    identify: (key) => ring.identify(key),
    stillOpens: (keyId) => ring.stillOpens(keyId),
    redeem: (ticket) => tickets.redeem(ticket),
  };
  return {
    app: { authenticator, keys, tickets },
    async stop() {
      signals.stop();
      ring.stop();
      await shared?.close();
    },
  };
}
