import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_ENTRIES_MAX, inflateArchive } from './zip-check.ts';

const MEBIBYTE = 1024 * 1024;

/** Sets the size that both headers of the only file declare. */
function declareSize(archive: Uint8Array, bytes: number): Uint8Array {
  const changed = archive.slice();
  const view = new DataView(changed.buffer);
  const central = changed.findLastIndex((_, i) => i + 4 <= changed.length && view.getUint32(i, true) === 0x02014b50);
  view.setUint32(22, bytes, true);
  view.setUint32(central + 24, bytes, true);
  return changed;
}

const bombed = { code: 'DOCUMENT_ARCHIVE_BOMB' };

describe('inflating an archive', () => {
  it('gives back the files asked for', async () => {
    const archive = zipSync({ a: strToU8('one'), b: strToU8('two'), __proto: strToU8('three') });
    const files = await inflateArchive(archive, (name) => name !== 'b');
    expect([...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ['a', 'one'],
      ['__proto', 'three'],
    ]);
  });

  it('refuses too many files', async () => {
    const names = Array.from({ length: ARCHIVE_ENTRIES_MAX + 1 }, (_, i) => [`f${i}`, new Uint8Array()] as const);
    const one = zipSync(Object.fromEntries(names), { level: 0 });
    await expect(inflateArchive(one, () => false)).rejects.toMatchObject(bombed);
    const fewer = zipSync(Object.fromEntries(names.slice(1)), { level: 0 });
    expect((await inflateArchive(fewer, () => true)).size).toBe(ARCHIVE_ENTRIES_MAX);
  });

  it('refuses what inflates too far, also in a file that is not asked for', async () => {
    const archive = zipSync({ 'word/media/x.bmp': new Uint8Array(20 * MEBIBYTE) });
    expect(archive.length).toBeLessThan(MEBIBYTE / 10);
    await expect(inflateArchive(archive, () => false)).rejects.toMatchObject(bombed);
  });

  it('refuses more bytes in all than the limit, whatever the ratio', async () => {
    const half = new Uint8Array(51 * MEBIBYTE);
    const archive = zipSync({ a: half, b: half }, { level: 0 });
    await expect(inflateArchive(archive, () => false)).rejects.toMatchObject(bombed);
  });

  it('measures, whatever size is declared', async () => {
    const lying = declareSize(zipSync({ a: new Uint8Array(20 * MEBIBYTE) }), 10);
    await expect(inflateArchive(lying, () => false)).rejects.toMatchObject(bombed);
    const harmless = declareSize(zipSync({ a: strToU8('a'.repeat(100)) }), 2 ** 31);
    expect((await inflateArchive(harmless, () => true)).get('a')?.length).toBe(100);
  });

  it('refuses encrypted files, naming the password', async () => {
    const archive = zipSync({ a: strToU8('a') }).slice();
    const central = archive.findLastIndex(
      (byte, i) => byte === 0x50 && archive[i + 2] === 0x01 && archive[i + 3] === 0x02,
    );
    archive[central + 8] = (archive[central + 8] ?? 0) | 1;
    await expect(inflateArchive(archive, () => true)).rejects.toMatchObject({
      code: 'DOCUMENT_DOCX_INVALID',
      message: expect.stringContaining('password'),
    });
  });
});
