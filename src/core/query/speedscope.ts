import type { Flame } from './flamegraph.ts';

type Event = { readonly type: 'O' | 'C'; readonly frame: number; readonly at: number };

/** A profile in speedscope's file format (https://www.speedscope.app/file-format-schema.json): one evented profile, milliseconds. */
export type SpeedscopeFile = {
  readonly $schema: string;
  readonly exporter: string;
  readonly name: string;
  readonly activeProfileIndex: number;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly {
    readonly type: 'evented';
    readonly name: string;
    readonly unit: 'milliseconds';
    readonly startValue: number;
    readonly endValue: number;
    readonly events: readonly Event[];
  }[];
};

/** A flamegraph as speedscope reads it: children one after another from their parent's start, what is left is the parent's own time. */
export function toSpeedscope(root: Flame, name: string): SpeedscopeFile {
  const frames = new Map<string, number>();
  const events: Event[] = [];
  const walk = (flame: Flame, startMs: number): void => {
    const frame = frames.get(flame.name) ?? frames.size;
    frames.set(flame.name, frame);
    events.push({ type: 'O', frame, at: startMs });
    let at = startMs;
    for (const child of flame.children) {
      walk(child, at);
      at += child.value;
    }
    // Sums of floating point numbers may end a hair behind the parent: a frame never closes before its last child.
    events.push({ type: 'C', frame, at: Math.max(at, startMs + flame.value) });
  };
  walk(root, 0);
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'queryloom',
    name,
    activeProfileIndex: 0,
    shared: { frames: [...frames.keys()].map((frame) => ({ name: frame })) },
    profiles: [
      { type: 'evented', name, unit: 'milliseconds', startValue: 0, endValue: events.at(-1)?.at ?? 0, events },
    ],
  };
}
