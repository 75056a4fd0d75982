import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptTokenTable, shareTokenTable } from './shared-token-table.ts';
import { loadTokenTable } from './token-table.ts';

const VOCABULARY = ['[UNK]', 'cat', 'dog', '##s'];
const VALUES = Int8Array.of(0, 0, 0, 0, 127, 0, 0, 0, 127, 127, 0, 0, 0, 0, 0, -127);
const SCALES = Float32Array.of(1, 0.5, 0.25, 2);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-table-'));
  await write({});
});
afterEach(() => rm(folder, { recursive: true }));

async function write(change: Readonly<Record<string, unknown>>): Promise<void> {
  const contents = {
    'table.i8': Buffer.from(VALUES.buffer),
    'scales.f32': Buffer.from(SCALES.buffer),
    'vocab.txt': Buffer.from(`${VOCABULARY.join('\n')}\n`),
  };
  const files: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(folder, name), content);
    files[name] = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }
  const manifest = { name: 'tiny', version: 3, rows: 4, dimensions: 4, prefixes: [2, 4], files, ...change };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

describe('loadTokenTable', () => {
  it('reads rows, scales, prefixes and the name of the weights', async () => {
    const table = await loadTokenTable(folder);
    expect(table).toMatchObject({ rows: 4, dimensions: 4, prefixes: [2, 4] });
    expect(table.model).toMatch(/^tiny-3-[0-9a-f]{8}$/);
    expect(Array.from(table.values)).toEqual(Array.from(VALUES));
    expect(Array.from(table.scales)).toEqual(Array.from(SCALES));
    expect(table.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Array.from(table.tokenize('Cats, dog'))).toEqual([1, 3, 0, 2]);
  });

  it('gives cosines of rows, over a prefix where asked, and 0 with a row of zeros', async () => {
    const table = await loadTokenTable(folder);
    expect(table.similarity(1, 2)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(table.similarity(1, 1)).toBe(1);
    expect(table.similarity(1, 3)).toBe(0);
    expect(table.similarity(0, 1)).toBe(0);
    expect(table.similarity(2, 3, 2)).toBe(0);
  });

  it.each(['table.i8', 'scales.f32', 'vocab.txt', 'manifest.json'])('says that %s is missing', async (name) => {
    await rm(join(folder, name));
    await expect(loadTokenTable(folder)).rejects.toMatchObject({
      code: 'MODEL_FILES_INVALID',
      message: expect.stringContaining(`${name} cannot be read`),
    });
  });

  it('says which file was cut short, and how to mend it', async () => {
    await writeFile(join(folder, 'table.i8'), 'short');
    await expect(loadTokenTable(folder)).rejects.toMatchObject({
      code: 'MODEL_FILES_INVALID',
      message: expect.stringMatching(/table\.i8 has 5 bytes, not 16.*Restore/),
    });
  });

  it('sees one changed byte', async () => {
    const changed = Int8Array.from(VALUES);
    changed[3] = 1;
    await writeFile(join(folder, 'table.i8'), Buffer.from(changed.buffer));
    await expect(loadTokenTable(folder)).rejects.toMatchObject({ message: expect.stringContaining('SHA-256') });
  });

  it.each([
    ['rows that the files do not hold', { rows: 5 }],
    ['prefixes that descend', { prefixes: [4, 2] }],
    ['prefixes that stop short', { prefixes: [2] }],
    ['no prefixes', { prefixes: [] }],
    ['no name', { name: '' }],
  ])('refuses a manifest with %s', async (_, change) => {
    await write(change);
    await expect(loadTokenTable(folder)).rejects.toMatchObject({ code: 'MODEL_FILES_INVALID' });
  });
});

describe('shareTokenTable and adoptTokenTable', () => {
  it('give another thread the same table without a copy', async () => {
    const table = await loadTokenTable(folder);
    const worker = new Worker(new URL('../../../test/support/adopt-table-thread.ts', import.meta.url), {
      workerData: shareTokenTable(table),
    });
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(answer).toEqual({ ids: [1, 3, 0, 2], similarity: table.similarity(1, 2), model: table.model });
    // The thread wrote 99 into its first value: it is the same memory.
    expect(table.values[0]).toBe(99);
    await worker.terminate();
  });

  it('work for an adopted table again', async () => {
    const adopted = adoptTokenTable(shareTokenTable(await loadTokenTable(folder)));
    expect(shareTokenTable(adopted).values).toBe(adopted.values);
  });

  it('refuse a table of another kind', async () => {
    const table = await loadTokenTable(folder);
    expect(() => shareTokenTable({ ...table })).toThrow(TypeError);
  });
});
