import type { RollupKey } from '../../ports/rollup-store.ts';
import { defined } from '../../shared/assert.ts';
import { Rollup } from './rollup.ts';

/** Roll-ups that may wait for the store: an hour and a day of a thousand tenants; beyond it nothing more is counted. */
export const PENDING_MAX = 2_048;

type InFlight = { readonly key: RollupKey; readonly delta: Rollup; base: Rollup | null };

/**
 * What was counted and is not in the store yet: `at` counts, `take` hands some over to be written, and `written` or
 * `giveBack` say what became of it. One flush at a time.
 */
export class PendingRollups {
  readonly #waiting = new Map<string, { readonly key: RollupKey; readonly delta: Rollup }>();
  readonly #inFlight = new Map<string, InFlight>();

  get size(): number {
    return this.#waiting.size;
  }

  /** The roll-up to count in; null when too many wait. */
  at(key: RollupKey): Rollup | null {
    const name = nameOf(key);
    const known = this.#waiting.get(name);
    if (known !== undefined) return known.delta;
    if (this.#waiting.size >= PENDING_MAX) return null;
    const delta = new Rollup();
    this.#waiting.set(name, { key, delta });
    return delta;
  }

  keys(): readonly RollupKey[] {
    return [...this.#waiting.values()].map(({ key }) => key);
  }

  /** Marks those that wait as being written; what is counted from now on waits by itself. */
  take(keys: readonly RollupKey[]): readonly RollupKey[] {
    for (const key of keys) {
      const name = nameOf(key);
      const { delta } = defined(this.#waiting.get(name), 'only what waits is taken');
      this.#waiting.delete(name);
      this.#inFlight.set(name, { key, delta, base: null });
    }
    return keys;
  }

  /** The roll-up to write over `base`, the row as it stands. Until it is written, readers see `base` in place of the row. */
  mergedText(key: RollupKey, base: Rollup): string {
    const entry = defined(this.#inFlight.get(nameOf(key)), 'only what was taken is written');
    entry.base = base;
    const merged = new Rollup();
    merged.merge(base);
    merged.merge(entry.delta);
    return merged.toText();
  }

  written(key: RollupKey): void {
    this.#inFlight.delete(nameOf(key));
  }

  /** What was taken and not written waits again. */
  giveBack(keys: readonly RollupKey[]): void {
    for (const key of keys) {
      const name = nameOf(key);
      const entry = this.#inFlight.get(name);
      if (entry === undefined) continue;
      this.#inFlight.delete(name);
      const waiting = this.#waiting.get(name);
      if (waiting === undefined) this.#waiting.set(name, { key, delta: entry.delta });
      else waiting.delta.merge(entry.delta);
    }
  }

  /** The row as the store has it (null for none), completed by what is not in it yet; null for nothing at all. To be read only. */
  completed(key: RollupKey, row: Rollup | null): Rollup | null {
    const name = nameOf(key);
    const entry = this.#inFlight.get(name);
    const waiting = this.#waiting.get(name);
    const parts = [entry?.base ?? row, entry?.delta, waiting?.delta].filter(
      (part) => part !== null && part !== undefined,
    );
    if (parts.length <= 1) return parts[0] ?? null;
    const whole = new Rollup();
    for (const part of parts) whole.merge(part);
    return whole;
  }

  /** Starts of the tenant's roll-ups that are not (all) in the store. */
  startsOf(tenant: string, grain: RollupKey['grain']): readonly number[] {
    const keys = [...this.#waiting.values(), ...this.#inFlight.values()].map(({ key }) => key);
    return keys.filter((key) => key.tenant === tenant && key.grain === grain).map(({ startMs }) => startMs);
  }

  /** Forgets texts of a tenant's days that start in the span, whatever they wait for; returns the starts of those that had some. */
  forgetTexts(tenant: string, span: { readonly sinceMs: number; readonly untilMs: number }): readonly number[] {
    const starts: number[] = [];
    for (const { key, delta } of [...this.#waiting.values(), ...this.#inFlight.values()]) {
      if (key.tenant !== tenant || !delta.hasTexts) continue;
      if (key.startMs < span.sinceMs || key.startMs >= span.untilMs) continue;
      delta.forgetTexts();
      starts.push(key.startMs);
    }
    return starts;
  }

  bytes(): number {
    let bytes = 0;
    for (const { delta } of this.#waiting.values()) bytes += delta.bytes();
    for (const { delta, base } of this.#inFlight.values()) bytes += delta.bytes() + (base?.bytes() ?? 0);
    return bytes;
  }
}

function nameOf({ tenant, grain, startMs }: RollupKey): string {
  return `${grain} ${startMs} ${tenant}`;
}
