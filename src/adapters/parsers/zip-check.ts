import { fromBufferPromise } from 'yauzl';
import { CodedError } from '../../shared/errors.ts';
import { invalidDocx } from './docx-error.ts';
import { plainEntries } from './zip-entries.ts';

/** Files in an archive: a long report with its pictures has some hundreds. */
export const ARCHIVE_ENTRIES_MAX = 2_000;
/** Bytes of all files of an archive together, inflated. */
export const ARCHIVE_BYTES_MAX = 100 * 1024 * 1024;
/** An archive may inflate to so many times its size. Office files reach 50; only repetition comes near 1,032, deflate's own limit. */
export const ARCHIVE_RATIO_MAX = 200;
/** Below so many bytes the ratio is not looked at: small files of repeated markup are harmless. */
const RATIO_FROM_BYTES = 16 * 1024 * 1024;

/** What OLE containers begin with: Word wraps documents with a password in one, and older versions wrote nothing else. */
const OLE_HEADER = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0);

type Budget = { readonly archiveBytes: number; bytes: number };

/**
 * Inflates an archive and gives back the files that `isKept` names. All files are inflated to be measured, as the sizes an
 * archive declares may lie; archives within it are not opened. Throws `DOCUMENT_ARCHIVE_BOMB` beyond the limits and for files that
 * share bytes, `DOCUMENT_DOCX_INVALID` for what is no archive, is damaged or has a password.
 */
export async function inflateArchive(
  archive: Uint8Array,
  isKept: (name: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  if (OLE_HEADER.every((byte, i) => archive[i] === byte)) throw passwordOrOld();
  try {
    return await readEntries(archive, isKept);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw invalidDocx(
      'The file is not a DOCX file, or it is damaged. Open it in a word processor and save it as DOCX.',
      cause,
    );
  }
}

async function readEntries(archive: Uint8Array, isKept: (name: string) => boolean): Promise<Map<string, Uint8Array>> {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  // Declared sizes are not compared with the measured ones: what counts is measured.
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: false });
  if (zip.entryCount > ARCHIVE_ENTRIES_MAX) throw bomb(`more than ${ARCHIVE_ENTRIES_MAX} files`);
  const kept = new Map<string, Uint8Array>();
  const budget: Budget = { archiveBytes: archive.length, bytes: 0 };
  for (const entry of await plainEntries(zip)) {
    const parts = isKept(entry.fileName) ? [] : null;
    await inflate(await zip.openReadStreamPromise(entry), budget, parts);
    if (parts !== null) kept.set(entry.fileName, Buffer.concat(parts));
  }
  return kept;
}

async function inflate(stream: AsyncIterable<Buffer>, budget: Budget, parts: Buffer[] | null): Promise<void> {
  for await (const part of stream) {
    budget.bytes += part.length;
    if (budget.bytes > ARCHIVE_BYTES_MAX) throw bomb(`more than ${ARCHIVE_BYTES_MAX / 1024 / 1024} MiB`);
    if (budget.bytes > RATIO_FROM_BYTES && budget.bytes > budget.archiveBytes * ARCHIVE_RATIO_MAX)
      throw bomb(`more than ${ARCHIVE_RATIO_MAX} times its size`);
    parts?.push(part);
  }
}

function bomb(what: string): CodedError {
  return new CodedError(
    'DOCUMENT_ARCHIVE_BOMB',
    `The archive expands to ${what}. Remove large embedded files from the document, or split it.`,
  );
}

function passwordOrOld(): CodedError {
  return invalidDocx(
    'The file is protected with a password, or it is of the old DOC format. Save it as DOCX without a password and send it again.',
  );
}
