import type { AppServices } from '../app.ts';

/** What runs behind the server, and how it is put away. */
export type Services = {
  readonly app: AppServices;
  /** What is searchable when the server starts to listen. */
  readonly greeting: () => Promise<{ readonly documents: number; readonly chunks: number }>;
  /** Where work in the background reports from now on. */
  readonly reportTo: (log: { readonly error: (fields: object, message: string) => void }) => void;
  /** Finishes what is under way, writes what is queued, ends the threads, frees the data folder. */
  readonly close: () => Promise<void>;
};
