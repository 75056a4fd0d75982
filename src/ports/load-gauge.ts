/** How busy this process is beside the queries it knows of: ingestion, other requests, the machine itself. */
export interface LoadGauge {
  /** Milliseconds that the event loop's timers came late since the last reading, the worst twentieth left out; 0 when none came. */
  eventLoopLagMs(): number;
  close(): void;
}
