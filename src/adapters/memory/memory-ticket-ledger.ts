import type { TicketLedger } from '../../ports/ticket-ledger.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

/** Tickets used within their half minute, some 100 bytes each: 3,000 a second, far more than sockets can be opened. */
const USED_MAX = 100_000;

/** The used tickets of one process. When it is full it refuses, since forgetting one would let it in twice. */
export function createMemoryTicketLedger({ clock, usedMax = USED_MAX }: MemoryTicketOptions): TicketLedger {
  const used = new Map<string, number>();
  // Tickets of one server live equally long, so those that end first stand in front.
  const forgetEnded = (nowMs: number): void => {
    for (const [id, untilMs] of used) {
      if (untilMs > nowMs) return;
      used.delete(id);
    }
  };
  return {
    async use(id, untilMs) {
      if (used.has(id)) return false;
      forgetEnded(clock.now());
      if (used.size >= usedMax) {
        throw new CodedError('SERVER_OVERLOADED', 'Too many tickets were used at once. Try again in a moment.');
      }
      used.set(id, untilMs);
      return true;
    },
  };
}

export type MemoryTicketOptions = { readonly clock: Pick<Clock, 'now'>; readonly usedMax?: number };
