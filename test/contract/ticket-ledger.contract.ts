import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TicketLedger } from '../../src/ports/ticket-ledger.ts';

/** An empty ledger; `other` is what another process sees of it, the same one where it has only one process. */
export type TicketLedgerBed = {
  readonly ledger: TicketLedger;
  readonly other: TicketLedger;
  /** Wall-clock milliseconds of the ledger. */
  now(): number;
  /** Lets so many milliseconds of the ledger's time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

const LIFE_MS = 1_000;
let ids = 0;

/** What every ledger of used tickets must do. */
export function ticketLedgerContract(name: string, open: () => Promise<TicketLedgerBed>): void {
  describe(`${name}: used tickets contract`, () => {
    let bed: TicketLedgerBed;
    const fresh = () => `t_${process.pid}_${ids++}`;
    const soon = () => bed.now() + LIFE_MS;

    beforeEach(async () => {
      bed = await open();
    });
    afterEach(() => bed.close());

    it('lets the first in and nobody after', async () => {
      const id = fresh();
      expect(await bed.ledger.use(id, soon())).toBe(true);
      expect(await bed.ledger.use(id, soon())).toBe(false);
      expect(await bed.ledger.use(id, soon())).toBe(false);
    });

    it('tells every process', async () => {
      const id = fresh();
      expect(await bed.ledger.use(id, soon())).toBe(true);
      expect(await bed.other.use(id, soon())).toBe(false);
    });

    it('lets exactly one of many in who come at once, wherever they come', async () => {
      const id = fresh();
      const doors = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? bed.ledger : bed.other));
      const outcomes = await Promise.all(doors.map((door) => door.use(id, soon())));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it('keeps ids apart', async () => {
      const [one, two] = [fresh(), fresh()];
      expect(await bed.ledger.use(one, soon())).toBe(true);
      expect(await bed.ledger.use(two, soon())).toBe(true);
      expect(await bed.ledger.use(`${one} `, soon())).toBe(true);
    });

    it('remembers until the ticket has ended', async () => {
      const [id, others] = [fresh(), [fresh(), fresh()]];
      const untilMs = soon();
      expect(await bed.ledger.use(id, untilMs)).toBe(true);
      await bed.pass(LIFE_MS / 2);
      for (const other of others) await bed.ledger.use(other, soon());
      expect(await bed.ledger.use(id, untilMs)).toBe(false);
    });

    it('forgets what has ended', async () => {
      const id = fresh();
      expect(await bed.ledger.use(id, bed.now() + 20)).toBe(true);
      await bed.pass(40);
      await bed.ledger.use(fresh(), soon());
      expect(await bed.ledger.use(id, soon())).toBe(true);
    });
  });
}
