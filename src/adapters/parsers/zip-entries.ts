import type { Entry, ZipFile } from 'yauzl';
import { CodedError } from '../../shared/errors.ts';
import { invalidDocx } from './docx-error.ts';

/** Where ZIP says that Unix wrote an entry, and what Unix says of links. */
const MADE_BY_UNIX = 3;
const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * The entries of an archive, when they are what a word processor writes: files with names of their own and bytes of their own, none of
 * them encrypted or a link. Entries that share bytes would let a small archive cost much work. At most as many as the archive says.
 */
export async function plainEntries(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const names = new Set<string>();
  const regions: Region[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw invalidDocx('The file has a password. Save it without one and send it again.');
    if (isLink(entry)) throw damaged('a link in place of a file');
    if (names.has(entry.fileName)) throw damaged('two files of one name');
    names.add(entry.fileName);
    entries.push(entry);
    regions.push(await regionOf(zip, entry));
  }
  assertDisjoint(regions);
  return entries;
}

/** Bytes of the archive that belong to an entry: its own header, and its content as it is compressed. */
type Region = { readonly start: number; readonly end: number };

async function regionOf(zip: ZipFile, entry: Entry): Promise<Region> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return { start: entry.relativeOffsetOfLocalHeader, end: fileDataStart + entry.compressedSize };
}

function assertDisjoint(regions: readonly Region[]): void {
  let end = 0;
  for (const region of regions.toSorted((a, b) => a.start - b.start)) {
    if (region.start < end)
      throw new CodedError(
        'DOCUMENT_ARCHIVE_BOMB',
        'Files of the archive share their bytes, which expands a small archive into a large one. Save the document again with a word processor.',
      );
    end = region.end;
  }
}

function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const mode = externalFileAttributes >>> 16;
  return versionMadeBy >>> 8 === MADE_BY_UNIX && (mode & FILE_TYPE_MASK) === SYMBOLIC_LINK;
}

function damaged(what: string): CodedError {
  return invalidDocx(`The archive holds ${what}, so it is not a DOCX file. Save it again with a word processor.`);
}
