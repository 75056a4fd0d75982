/** What a load process is to do: its phases one after the other, over the same warm connections. */
export type LoadPlan = {
  readonly url: string;
  /** The process of the server, whose CPU time each phase reports. */
  readonly pid: number;
  readonly path: string;
  readonly sockets: number;
  /** Sent in turn, each with the number of its request put in, so that no two are the same. */
  readonly bodies: readonly object[];
  readonly phases: readonly LoadPhase[];
};

/** Open (`perSecond`, whatever the server does) or closed (`workers`, each sends when it was answered; a refused one rests a little). */
export type LoadPhase = { readonly name: string; readonly seconds: number } & (
  | { readonly perSecond: number }
  | { readonly workers: number }
);

/** One request of a phase: when it was due, from the beginning of the phase, and how long after that it was answered; in milliseconds. */
export type Shot = { readonly dueMs: number; readonly tookMs: number; readonly status: number };

export type PhaseReport = { readonly name: string; readonly cpuSeconds: number; readonly shots: readonly Shot[] };
