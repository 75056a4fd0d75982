import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { callerOf, HASHER } from '../../../test/support/keys.ts';
import { createMemoryTicketLedger } from '../../adapters/memory/memory-ticket-ledger.ts';
import type { TicketLedger } from '../../ports/ticket-ledger.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import type { Identified } from './authenticator.ts';
import { KeyHasher } from './key-hasher.ts';
import { Tickets, type TicketsOptions } from './tickets.ts';

const HOLDER: Identified = { keyId: 'key-of-acme', tenant: 'acme', tier: 'team', scopes: ['read'], limits: null };
const acme = callerOf('acme');

let clock: ReturnType<typeof manualClock>;
let holders: Map<string, Identified>;
let failures: unknown[];

beforeEach(() => {
  clock = manualClock(1_000_000);
  holders = new Map([['key-of-acme', HOLDER]]);
  failures = [];
});

const ticketsWith = (change: Partial<TicketsOptions> = {}) =>
  new Tickets({
    ...{ hasher: HASHER, auth: 'on', clock, random: systemRandom, shared: null },
    local: createMemoryTicketLedger({ clock }),
    holderOf: async (keyId) => holders.get(keyId) ?? null,
    failed: (error) => failures.push(error),
    ...change,
  });

describe('a ticket', () => {
  it('opens once what the key behind it opens, in whatever process with the same pepper', async () => {
    const { ticket, untilMs } = ticketsWith().issue(acme);
    expect(untilMs).toBe(clock.now() + 30_000);
    expect(ticket).toMatch(/^ql_ticket_[\w-]+$/);
    const door = ticketsWith();
    expect(await door.redeem(ticket)).toEqual(HOLDER);
    expect(await door.redeem(ticket)).toBeNull();
  });

  it('lives thirty seconds', async () => {
    const tickets = ticketsWith();
    const [one, two] = [tickets.issue(acme), tickets.issue(acme)];
    clock.advance(29_999);
    expect(await tickets.redeem(one.ticket)).toEqual(HOLDER);
    clock.advance(1);
    expect(await tickets.redeem(two.ticket)).toBeNull();
  });

  it('opens nothing when its key has ended meanwhile, and what the key opens now when it was changed', async () => {
    const tickets = ticketsWith();
    const [one, two] = [tickets.issue(acme), tickets.issue(acme)];
    holders.set('key-of-acme', { ...HOLDER, tier: 'free' });
    expect(await tickets.redeem(one.ticket)).toMatchObject({ tier: 'free' });
    holders.clear();
    expect(await tickets.redeem(two.ticket)).toBeNull();
  });

  it('of somebody without a key opens what they may do', async () => {
    const tickets = ticketsWith();
    const local = {
      keyId: null,
      principal: { tenant: 'default', tier: 'local', scopes: ['read'] as const, userId: 'u' },
    };
    const { ticket } = tickets.issue(local);
    expect(await tickets.redeem(ticket)).toEqual({
      ...{ keyId: null, tenant: 'default', tier: 'local', scopes: ['read'], limits: null },
    });
  });

  it('of an open server opens nothing on one that needs keys', async () => {
    const everybody = { keyId: null, principal: { ...acme.principal, tenant: 'default', tier: 'local' } };
    const open = ticketsWith({ auth: 'off' });
    const [one, two] = [open.issue(everybody), open.issue(everybody)];
    expect(await ticketsWith().redeem(one.ticket)).toBeNull();
    expect(await open.redeem(two.ticket)).toMatchObject({ tier: 'local' });
  });

  it('is refused with another pepper, or with one character changed, cut off or added', async () => {
    const { ticket } = ticketsWith().issue(acme);
    expect(
      await ticketsWith({ hasher: new KeyHasher('another pepper, as long as the first') }).redeem(ticket),
    ).toBeNull();
    const tickets = ticketsWith();
    const character = fc.constantFrom(...'AZaz09_-.~ ');
    await fc.assert(
      fc.asyncProperty(fc.nat(ticket.length - 1), character, async (at, other) => {
        const changed = ticket.slice(0, at) + other + ticket.slice(at + 1);
        fc.pre(changed !== ticket);
        expect(await tickets.redeem(changed)).toBeNull();
        expect(await tickets.redeem(ticket.slice(0, at))).toBeNull();
      }),
    );
    for (const nonsense of [
      '',
      'ql_ticket_',
      `ql_ticket_${'x'.repeat(2_000)}`,
      `${ticket}x`,
      `x${ticket}`,
      '💥'.repeat(60),
    ]) {
      expect(await tickets.redeem(nonsense)).toBeNull();
    }
    expect(await tickets.redeem(ticket)).toEqual(HOLDER);
  });

  it('lets one of many in who come at once', async () => {
    const tickets = ticketsWith();
    const { ticket } = tickets.issue(acme);
    const found = await Promise.all(Array.from({ length: 20 }, () => tickets.redeem(ticket)));
    expect(found.filter((each) => each !== null)).toHaveLength(1);
  });
});

describe('tickets of several processes', () => {
  it('open once in all of them', async () => {
    const shared = createMemoryTicketLedger({ clock });
    const [here, there] = [ticketsWith({ shared }), ticketsWith({ shared })];
    const { ticket } = here.issue(acme);
    expect(await there.redeem(ticket)).toEqual(HOLDER);
    expect(await here.redeem(ticket)).toBeNull();
  });

  it('open once in each while what they share is away, which is told once an outage, and never an error', async () => {
    let isAway = true;
    const ledger = createMemoryTicketLedger({ clock });
    const shared: TicketLedger = {
      use: (id, untilMs) => (isAway ? Promise.reject(new Error('away')) : ledger.use(id, untilMs)),
    };
    const [here, there] = [ticketsWith({ shared }), ticketsWith({ shared })];
    const issued = Array.from({ length: 3 }, () => here.issue(acme).ticket);
    for (const ticket of issued) {
      expect(await here.redeem(ticket)).toEqual(HOLDER);
      expect(await here.redeem(ticket)).toBeNull();
    }
    expect(await there.redeem(issued[0] ?? '')).toEqual(HOLDER);
    expect(failures).toHaveLength(2);
    isAway = false;
    const later = here.issue(acme).ticket;
    expect(await there.redeem(later)).toEqual(HOLDER);
    expect(await here.redeem(later)).toBeNull();
    isAway = true;
    await here.redeem(here.issue(acme).ticket);
    expect(failures).toHaveLength(3);
  });
});
