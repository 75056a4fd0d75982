import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import type { Identified } from '../../src/core/keys/authenticator.ts';
import { KeyRing } from '../../src/core/keys/key-ring.ts';
import { keyIdOf, newKeyId, newKeyText } from '../../src/core/keys/key-text.ts';
import { opens } from '../../src/core/keys/standing.ts';
import type { KeyStore } from '../../src/ports/key-store.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { HASHER, keyIn } from '../../test/support/keys.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';
import { DIFFERENCE_MAX, differenceOf } from '../welch.ts';

/** Keys of a large installation. */
const KEYS = 10_000;
const SAMPLES = 10_000;
const WARM = 1_000;
/** Known keys are too fast to be timed one by one. */
const PER_TIME = 100;

/** Whose a key is: how long it takes, and whether the time says what was wrong with one that opens nothing. */
export const suite: BenchSuite = { name: 'keys', run };

type Identify = (text: string) => Identified | null | Promise<Identified | null>;

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-keys-'));
  const records = await openSqliteRecordStore({ dataDir });
  try {
    const texts = await fill(records.keys);
    const known = await ringOver(records.keys, KEYS);
    const cold = await ringOver(records.keys, 1);
    try {
      return [
        ...(await speed(known, texts, signal)),
        ...(await secrecy('', (text) => cold.identify(text), texts, quick)),
        ...(await secrecy('control, early: ', earlyLookUp(records.keys), texts, quick)),
      ];
    } finally {
      for (const ring of [known, cold]) ring.stop();
    }
  } finally {
    await records.close();
    await rm(dataDir, { recursive: true });
  }
}

async function fill(store: KeyStore): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let i = 0; i < KEYS; i += 500) {
    const made = Array.from({ length: 500 }, (_, j) => keyIn(store, { tenant: `tenant-${(i + j) % 100}` }));
    for (const { text } of await Promise.all(made)) texts.push(text);
  }
  return texts;
}

async function ringOver(store: KeyStore, knownKeysMax: number): Promise<KeyRing> {
  const time = { clock: systemClock, scheduler: systemScheduler };
  const failed = (error: unknown): never => {
    throw error;
  };
  const ring = new KeyRing({ ...time, store, hasher: HASHER, adminKey: 'x'.repeat(40), failed, knownKeysMax });
  await ring.start();
  return ring;
}

async function speed(ring: KeyRing, texts: readonly string[], signal?: AbortSignal): Promise<BenchRow[]> {
  const hundred = texts.slice(0, PER_TIME);
  for (const text of hundred) await ring.identify(text);
  const plan = { count: 200, warm: 50, signal };
  const perCall = (times: readonly number[]) => times.map((ms) => (ms * 1_000) / PER_TIME);
  const hashed = await timesOf(() => hundred.forEach((text) => void HASHER.hash(text)), plan);
  const found = await timesOf(() => hundred.forEach((text) => void ring.identify(text)), plan);
  return [
    { ...latencyRow('HMAC of a key', perCall(hashed)), unit: 'µs' },
    { ...latencyRow('a key that was used lately', perCall(found), 'the HMAC included'), unit: 'µs' },
  ];
}

/** The four classes in random order, timed one by one, and how surely their means differ. */
async function secrecy(
  prefix: string,
  identify: Identify,
  texts: readonly string[],
  quick: boolean,
): Promise<BenchRow[]> {
  const random = seededRandom(11);
  const anyText = () => texts[Math.floor(random() * texts.length)] ?? '';
  const classes: Readonly<Record<string, () => string>> = {
    right: anyText,
    'wrong secret': () => newKeyText(keyIdOf(anyText()) ?? '', 'live', systemRandom),
    'unknown id': () => newKeyText(newKeyId(systemRandom), 'live', systemRandom),
    mistyped: () => mistyped(newKeyText(newKeyId(systemRandom), 'live', systemRandom)),
    'of no form': () => newKeyText(newKeyId(systemRandom), 'live', systemRandom).replaceAll('_', '-'),
  };
  const names = Object.keys(classes);
  const times = new Map(names.map((name): [string, number[]] => [name, []]));
  const samples = quick ? SAMPLES / 5 : SAMPLES;
  // Made before, so that nothing but the text differs when the time is taken; and in one piece, as a header comes.
  const shown = new Map(
    Object.entries(classes).map(([name, make]) => {
      const made = Array.from({ length: samples + WARM }, () => Buffer.from(make()).toString('latin1'));
      return [name, made] as const;
    }),
  );
  for (let i = -WARM; i < samples; i++) {
    for (const name of shuffled(names, random)) {
      const text = shown.get(name)?.[i + WARM] ?? '';
      const startMs = performance.now();
      await identify(text);
      const ms = performance.now() - startMs;
      if (i >= 0) times.get(name)?.push(ms);
    }
  }
  const rows = names.map((name) => {
    const micros = (times.get(name) ?? []).map((ms) => ms * 1_000);
    return { ...latencyRow(`${prefix}${name}, not held`, micros), unit: 'µs' };
  });
  const pairs = names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other] as const));
  const tests = pairs.map(([one, other]) => {
    const t = differenceOf(times.get(one) ?? [], times.get(other) ?? []);
    const note =
      Math.abs(t) < DIFFERENCE_MAX ? `told apart: no (${samples} each)` : `told apart: yes (${samples} each)`;
    return { name: `${prefix}${one} and ${other}`, unit: '|t|', value: Math.abs(t), note };
  });
  return [...rows, ...tests];
}

/** With another last character: its checksum is wrong. */
function mistyped(text: string): string {
  return text.slice(0, -1) + (text.endsWith('x') ? 'y' : 'x');
}

/** What one would write first: nothing more is done for an id that nobody has. */
function earlyLookUp(store: KeyStore): Identify {
  return async (text) => {
    const keyId = keyIdOf(text);
    if (keyId === null) return null;
    const record = await store.find(keyId);
    if (record === null) return null;
    return opens(record, HASHER.hash(text), systemClock.now()) ? { ...record } : null;
  };
}

function shuffled(names: readonly string[], random: () => number): string[] {
  return names
    .map((name) => ({ name, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
