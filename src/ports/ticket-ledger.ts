/** Which one-time tickets were used. Every process that lets tickets in asks the same ledger. */
export interface TicketLedger {
  /** True for the first who uses an id, false for everybody after, at least until `untilMs` (wall-clock). May reject. */
  use(id: string, untilMs: number): Promise<boolean>;
}
