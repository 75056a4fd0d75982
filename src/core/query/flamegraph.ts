import type { Span, Trace } from './trace.ts';

/** A frame of a flamegraph: `value` is its milliseconds over all walks, its children's included. */
export type Flame = { readonly name: string; readonly value: number; readonly children: readonly Flame[] };

/** Adds walks up into one tree: frames of the same name under the same parent become one, in the order they first came. */
export function flamegraph(traces: readonly Trace[]): Flame {
  const root = new Frame('query');
  for (const { durationMs, spans } of traces) {
    root.value += durationMs;
    for (const span of spans) add(root, span);
  }
  return toFlame(root);
}

class Frame {
  readonly name: string;
  readonly children = new Map<string, Frame>();
  value = 0;

  constructor(name: string) {
    this.name = name;
  }
}

function add(parent: Frame, span: Span): void {
  const frame = parent.children.get(span.name) ?? new Frame(span.name);
  parent.children.set(span.name, frame);
  frame.value += span.durationMs;
  for (const child of span.children) add(frame, child);
}

/** Channels run side by side, so children may take longer than their parent: its frame is then as wide as they are. */
function toFlame({ name, value, children }: Frame): Flame {
  const flames = [...children.values()].map(toFlame);
  const inside = flames.reduce((sum, flame) => sum + flame.value, 0);
  return { name, value: Math.max(value, inside), children: flames };
}
