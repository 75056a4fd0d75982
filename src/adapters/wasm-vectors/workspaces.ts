import { CodedError } from '../../shared/errors.ts';
import type { Arena } from './arena.ts';
import { PAGE_BYTES } from './kernel-module.ts';

/** Working space of one scan in the shared memory. */
export type Workspace = { readonly address: number; readonly pages: number };

/** Scans at once: far above what the threads can serve in a second, low enough that their space stays tens of megabytes. */
const WORKSPACES_MAX = 256;

/** Reuses working space by power-of-two sizes, so that what scans of different sizes leave behind is at most doubled. */
export class Workspaces {
  readonly #arena: Arena;
  readonly #free = new Map<number, number[]>();
  #taken = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Throws `SERVER_OVERLOADED` when too many scans run, `INDEX_FULL` when there is no memory. Contents are arbitrary. */
  take(bytes: number): Workspace {
    if (this.#taken >= WORKSPACES_MAX) {
      throw new CodedError('SERVER_OVERLOADED', 'Too many vector searches are under way. Try again shortly.');
    }
    const pages = 2 ** Math.ceil(Math.log2(Math.max(bytes / PAGE_BYTES, 1)));
    const address = this.#free.get(pages)?.pop() ?? this.#arena.allocate(pages);
    this.#taken++;
    return { address, pages };
  }

  /** Only when no thread can still write to it. */
  give(workspace: Workspace): void {
    const free = this.#free.get(workspace.pages);
    if (free === undefined) this.#free.set(workspace.pages, [workspace.address]);
    else free.push(workspace.address);
    this.#taken--;
  }
}
