import { describe, expect, it } from 'vitest';
import { ticketLedgerContract } from '../../../test/contract/ticket-ledger.contract.ts';
import { manualClock } from '../../shared/clock.ts';
import { createMemoryTicketLedger } from './memory-ticket-ledger.ts';

ticketLedgerContract('memory', async () => {
  const clock = manualClock(1_000);
  const ledger = createMemoryTicketLedger({ clock });
  return {
    ledger,
    other: ledger,
    now: () => clock.now(),
    pass: async (ms) => clock.advance(ms),
    close: async () => undefined,
  };
});

describe('a full ledger', () => {
  it('refuses instead of forgetting, and has room again when tickets have ended', async () => {
    const clock = manualClock();
    const ledger = createMemoryTicketLedger({ clock, usedMax: 2 });
    expect(await ledger.use('a', 100)).toBe(true);
    expect(await ledger.use('b', 200)).toBe(true);
    await expect(ledger.use('c', 300)).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
    expect(await ledger.use('a', 100)).toBe(false);
    clock.advance(100);
    expect(await ledger.use('c', 300)).toBe(true);
    expect(await ledger.use('b', 200)).toBe(false);
  });
});
