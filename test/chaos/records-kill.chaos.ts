import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Acknowledged, checkAfterCrash } from '../support/crash-check.ts';
import { type CrashMode, crashRound } from '../support/crash-round.ts';
import { seededRandom } from '../support/seeded-random.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 100);
const MODES: readonly CrashMode[] = ['single', 'batch', 'delete', 'upsert'];
/** A folder serves this many kills, so that the check after each stays short. */
const KILLS_A_FOLDER = 10;
/** A kill comes after between 1 and this many reports: in the first transactions, or among hundreds. */
const REPORTS_MAX = 400;

it(`keeps every acknowledged write of the record store over ${KILLS} kills`, async () => {
  const random = seededRandom(7);
  let count = 0;
  for (let done = 0; done < KILLS; done += KILLS_A_FOLDER) {
    const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-records-kill-'));
    const acknowledged = new Acknowledged();
    for (let kill = done; kill < Math.min(KILLS, done + KILLS_A_FOLDER); kill++) {
      const mode = MODES[kill % MODES.length] ?? 'single';
      const killAfter = 1 + Math.floor(random() * REPORTS_MAX);
      acknowledged.add(await crashRound({ dataDir, mode, prefix: `${mode}${kill}`, killAfter }));
      expect(await checkAfterCrash(dataDir, acknowledged)).toEqual([]);
    }
    count += acknowledged.count;
    await rm(dataDir, { recursive: true });
  }
  process.stdout.write(`${KILLS} kills, ${count} acknowledged writes, none lost\n`);
  expect(count).toBeGreaterThan(KILLS * 20);
});
