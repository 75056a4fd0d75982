import { keyIdOf, newKeyId, newKeyText } from '../src/core/keys/key-text.ts';
import { systemRandom } from '../src/shared/ids.ts';
import { seededRandom } from '../test/support/seeded-random.ts';
import type { BenchRow } from './suite.ts';
import { latencyRow } from './timing.ts';
import { DIFFERENCE_MAX, differenceOf } from './welch.ts';

const WARM = 1_000;

/** What may be shown in place of a key, by what is wrong with it. All of one length. */
export type Shown = Readonly<Record<string, (right: string) => string>>;

export const WRONG_KEYS: Shown = {
  'wrong secret': (right) => newKeyText(keyIdOf(right) ?? '', 'live', systemRandom),
  'unknown id': () => newKeyText(newKeyId(systemRandom), 'live', systemRandom),
  mistyped: (right) => right.slice(0, -1) + (right.endsWith('x') ? 'y' : 'x'),
  'of no form': (right) => right.replaceAll('_', '-'),
};

export type TimingPlan = {
  /** What stands before the names of the rows. */
  readonly prefix: string;
  readonly samples: number;
  readonly shown: Shown;
  /** Texts of keys that open something. */
  readonly keys: readonly string[];
  readonly ask: (text: string) => unknown;
  readonly signal?: AbortSignal | undefined;
};

/** Times every class, one text at a time and in random order, and says of each two how surely their means differ. */
export async function compareTimes(plan: TimingPlan): Promise<BenchRow[]> {
  const { prefix, samples } = plan;
  const times = [...(await timesByClass(plan))];
  const rows = times.map(([name, of]) => ({ ...latencyRow(`${prefix}${name}`, of), unit: 'µs' }));
  const pairs = times.flatMap(([one, a], i) => times.slice(i + 1).map(([other, b]) => ({ one, a, other, b })));
  const tests = pairs.map(({ one, a, other, b }) => {
    const { t, difference } = differenceOf(a, b);
    const verdict = Math.abs(t) < DIFFERENCE_MAX ? 'not told apart' : 'told apart';
    const note = `${verdict}; means differ by ${difference.toFixed(3)} µs over ${samples} of each`;
    return { name: `${prefix}${one} and ${other}`, unit: '|t|', value: Math.abs(t), note };
  });
  return [...rows, ...tests];
}

/** Microseconds by class. */
async function timesByClass({ shown, keys, samples, ask, signal }: TimingPlan): Promise<Map<string, number[]>> {
  const random = seededRandom(11);
  const names = Object.keys(shown);
  const times = new Map(names.map((name): [string, number[]] => [name, []]));
  // Made before, so that nothing but the text differs when the time is taken; and in one piece, as a header comes.
  const texts = new Map(
    Object.entries(shown).map(([name, make]) => {
      const anyKey = () => keys[Math.floor(random() * keys.length)] ?? '';
      return [
        name,
        Array.from({ length: samples + WARM }, () => Buffer.from(make(anyKey())).toString('latin1')),
      ] as const;
    }),
  );
  for (let i = 0; i < samples + WARM; i++) {
    signal?.throwIfAborted();
    for (const name of shuffled(names, random)) {
      const text = texts.get(name)?.[i] ?? '';
      const startMs = performance.now();
      await ask(text);
      const ms = performance.now() - startMs;
      if (i >= WARM) times.get(name)?.push(ms * 1_000);
    }
  }
  return times;
}

function shuffled(names: readonly string[], random: () => number): string[] {
  return names
    .map((name) => ({ name, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
