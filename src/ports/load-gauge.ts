/** How busy this process is beside the queries it knows of: ingestion, other requests, the machine itself. */
export interface LoadGauge {
  /** Milliseconds that the event loop's timers came late since the last reading, the worst twentieth left out; 0 when none came. */
  eventLoopLagMs(): number;
  close(): void;
}

/** The process since the last reading. */
export type ProcessReading = {
  /** Share of the time in which the event loop was at work, from 0 to 1. */
  readonly eventLoopUtilisation: number;
  /** Milliseconds that the event loop's timers came late, the worst hundredth left out. */
  readonly eventLoopDelayP99Ms: number;
  /** Bytes of memory that the process holds now, all threads together. */
  readonly rssBytes: number;
};

/** What the process has used up of itself; each reader opens a gauge of its own. */
export interface ProcessGauge {
  read(): ProcessReading;
  /** Bytes that the process may hold: what its control group allows, else what the machine has. */
  readonly memoryBytesMax: number;
  close(): void;
}
