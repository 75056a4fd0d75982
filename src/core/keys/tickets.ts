import { timingSafeEqual } from 'node:crypto';
import type { Caller, KeyScope } from '../../ports/caller.ts';
import type { TicketLedger } from '../../ports/ticket-ledger.ts';
import type { Clock } from '../../shared/clock.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import type { Identified } from './authenticator.ts';
import type { KeyHasher } from './key-hasher.ts';

export type TicketsOptions = {
  readonly hasher: KeyHasher;
  /** `AUTH` of the server: what was given to everybody on an open one opens nothing where keys are needed. */
  readonly auth: 'on' | 'off';
  /** Whose the key of a ticket is now; null when it opens nothing any more. */
  readonly holderOf: (keyId: string) => Promise<Identified | null>;
  /** Used tickets of this process, and of all processes when there are several. */
  readonly local: TicketLedger;
  readonly shared: TicketLedger | null;
  /** The shared ledger could not be asked: until it can, a ticket is one-time in each process. */
  readonly failed: (error: unknown) => void;
  readonly clock: Clock;
  readonly random: RandomSource;
};

/** Long enough for a page to open its socket, short enough to be of no use in a log. */
export const TICKET_MS = 30_000;
const PREFIX = 'ql_ticket_';
/** Base64url of a signature of 32 bytes. */
const SIGNATURE_LENGTH = 43;
/** Ours have some 100 to 500 characters: names of a tenant and a tier at their longest. */
const TICKET_LENGTH_MAX = 1_024;

type Said = { readonly id: string; readonly untilMs: number; readonly holder: string | Identified };

/** One-time tickets for sockets of browsers, which can send no header: signed, so that any process with the same pepper takes them. */
export class Tickets {
  readonly #options: TicketsOptions;
  #isSharing = true;

  constructor(options: TicketsOptions) {
    this.#options = options;
  }

  /** A ticket for the caller; it opens what the caller's key opens when it is used. */
  issue({ keyId, principal }: Pick<Caller, 'keyId' | 'principal'>): {
    readonly ticket: string;
    readonly untilMs: number;
  } {
    const { clock, random } = this.#options;
    const untilMs = clock.now() + TICKET_MS;
    const { tenant, tier, scopes } = principal;
    const holder = keyId ?? { tenant, tier, scopes };
    const payload = Buffer.from(JSON.stringify([newId('t', random), untilMs, holder])).toString('base64url');
    return { ticket: this.#textOf(payload), untilMs };
  }

  /** Uses a ticket up; null for one that is none, was used, is too old, or whose key has ended. */
  async redeem(ticket: string): Promise<Identified | null> {
    const said = this.#read(ticket);
    if (said === null || said.untilMs <= this.#options.clock.now()) return null;
    const { holder } = said;
    const found = typeof holder === 'string' ? await this.#options.holderOf(holder) : holder;
    return found !== null && (await this.#use(said)) ? found : null;
  }

  #read(ticket: string): Said | null {
    if (ticket.length > TICKET_LENGTH_MAX || !ticket.startsWith(PREFIX)) return null;
    const payload = ticket.slice(PREFIX.length, -SIGNATURE_LENGTH - 1);
    const [given, right] = [Buffer.from(ticket), Buffer.from(this.#textOf(payload))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return toSaid(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  }

  /** A payload with its signature. */
  #textOf(payload: string): string {
    const { hasher, auth } = this.#options;
    return `${PREFIX}${payload}_${hasher.sign(`${auth} ${payload}`).toString('base64url')}`;
  }

  /** This process first: what it remembers holds also while the shared ledger is away. */
  async #use({ id, untilMs }: Said): Promise<boolean> {
    const { local, shared, failed } = this.#options;
    if (!(await local.use(id, untilMs))) return false;
    if (shared === null) return true;
    try {
      const isFirst = await shared.use(id, untilMs);
      this.#isSharing = true;
      return isFirst;
    } catch (error) {
      if (this.#isSharing) failed(error);
      this.#isSharing = false;
      return true;
    }
  }
}

/** What was signed here has this form; anything else is not ours, whoever signed it. */
function toSaid(read: unknown): Said | null {
  if (!Array.isArray(read)) return null;
  const [id, untilMs, holder]: unknown[] = read;
  if (typeof id !== 'string' || typeof untilMs !== 'number') return null;
  if (typeof holder === 'string') return { id, untilMs, holder };
  return isKeyless(holder) ? { id, untilMs, holder: { ...holder, keyId: null, limits: null } } : null;
}

type Keyless = { readonly tenant: string; readonly tier: string; readonly scopes: readonly KeyScope[] };

function isKeyless(value: unknown): value is Keyless {
  return (
    typeof value === 'object' &&
    value !== null &&
    'tenant' in value &&
    typeof value.tenant === 'string' &&
    'tier' in value &&
    typeof value.tier === 'string' &&
    'scopes' in value &&
    Array.isArray(value.scopes)
  );
}
