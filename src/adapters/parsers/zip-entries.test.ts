import { describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { deflated, handMadeZip, quotedOverlapZip, type ZipPart } from '../../../test/support/hand-made-zip.ts';
import { inflateArchive } from './zip-check.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const plain = (name: string): ZipPart => ({ name, data: bytes(name) });

const refused = { code: 'DOCUMENT_DOCX_INVALID' };
const bombed = { code: 'DOCUMENT_ARCHIVE_BOMB', message: expect.stringContaining('share their bytes') };

const all = async (archive: Uint8Array) => [...(await inflateArchive(archive, () => true)).keys()];

/** Bytes that an archive expands to for a reader that does not look where files lie. */
async function expandedBytes(archive: Uint8Array): Promise<number> {
  const zip = await fromBufferPromise(Buffer.from(archive), { lazyEntries: true });
  let total = 0;
  for await (const entry of zip.eachEntry())
    for await (const part of await zip.openReadStreamPromise(entry)) total += Buffer.byteLength(part);
  return total;
}

describe('an archive made by hand', () => {
  it('is read when nothing is wrong with it', async () => {
    const archive = handMadeZip([plain('a'), deflated('word/document.xml', 'text'), plain('folder/')]);
    expect(await all(archive)).toEqual(['a', 'word/document.xml', 'folder/']);
  });

  it.each<[string, readonly ZipPart[]]>([
    ['an absolute name', [plain('/etc/passwd')]],
    ['a name with a drive', [plain('C:/x')]],
    ['a name out of the archive', [plain('a/../../x')]],
    ['a name out of the archive, in the other direction', [plain('..\\x')]],
    ['two files of one name', [plain('word/document.xml'), plain('word/document.xml')]],
    ['a link', [{ ...plain('word/document.xml'), data: bytes('/etc/passwd'), mode: 0o120777 }]],
    ['an encrypted file', [{ ...plain('word/document.xml'), flags: 1 }]],
    ['an unknown compression', [{ ...plain('a'), method: 99 }]],
    ['content beyond its end', [{ ...plain('a'), dataBytes: 1_000_000 }]],
    ['content that is not compressed as it says', [{ ...plain('a'), method: 8 }]],
  ])('is refused: %s', async (_, parts) => {
    await expect(all(handMadeZip(parts))).rejects.toMatchObject(refused);
  });

  it('may have files that only say who may read them', async () => {
    expect(await all(handMadeZip([{ ...plain('a'), mode: 0o100644 }]))).toEqual(['a']);
  });
});

describe('files that share their bytes', () => {
  const kernel = new Uint8Array(100_000);

  it('are refused when all of them are one', async () => {
    const first = deflated('f0', kernel);
    const rest = Array.from({ length: 50 }, (_, i) => ({ ...first, name: `f${i + 1}`, sharesFirst: true }));
    const archive = handMadeZip([first, ...rest]);
    await expect(all(archive)).rejects.toMatchObject(bombed);
    // Far below the limits of what may be inflated, and yet a thousandfold.
    expect(await expandedBytes(archive)).toBe(51 * kernel.length);
    expect(archive.length).toBeLessThan(5_000);
  });

  it('are refused when each quotes the header of the next', async () => {
    const archive = quotedOverlapZip(50, kernel);
    await expect(all(archive)).rejects.toMatchObject(bombed);
    expect(await expandedBytes(archive)).toBeGreaterThan(50 * kernel.length);
    expect(archive.length).toBeLessThan(8_000);
  });

  it('are refused also when they expand to nothing, since reading them is work', async () => {
    // Empty stored blocks: content of any length that is decompressed to no bytes at all.
    const nothing = Buffer.concat([
      Buffer.alloc(5 * 2_000, Uint8Array.of(0, 0, 0, 0xff, 0xff)),
      Buffer.from([1, 0, 0, 0xff, 0xff]),
    ]);
    const first: ZipPart = { name: 'f0', data: nothing, method: 8, size: 0 };
    const rest = Array.from({ length: 20 }, (_, i) => ({ ...first, name: `f${i + 1}`, sharesFirst: true }));
    await expect(all(handMadeZip([first, ...rest]))).rejects.toMatchObject(bombed);
    expect(await all(handMadeZip([first]))).toEqual(['f0']);
  });
});

describe('an archive in an archive', () => {
  it('is not opened, however far it would expand', async () => {
    let nested = handMadeZip([deflated('0', new Uint8Array(10 * 1024 * 1024))]);
    for (let level = 1; level <= 4; level++)
      nested = handMadeZip(Array.from({ length: 16 }, (_, i) => deflated(`${level}-${i}.zip`, nested)));
    const files = await inflateArchive(nested, () => true);
    expect(files.size).toBe(16);
    expect([...files.values()].reduce((sum, file) => sum + file.length, 0)).toBeLessThan(1024 * 1024);
  });
});
