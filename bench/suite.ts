/** One figure of a bench. `value` is in `unit`; percentiles, where given, too. */
export type BenchRow = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly note?: string;
};

export type BenchOptions = {
  readonly signal?: AbortSignal;
  /** Leaves out what takes minutes. */
  readonly quick: boolean;
};

export type BenchSuite = { readonly name: string; readonly run: (options: BenchOptions) => Promise<BenchRow[]> };
