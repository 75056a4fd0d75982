import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { SourceReader } from '../ports/source-reader.ts';
import { isCodedError } from '../shared/errors.ts';
import { isRecord } from '../shared/is-record.ts';

/** A document as `POST /api/documents` takes it. */
export type OutgoingDocument = Readonly<Record<string, unknown>>;
/** One thing found: a document to send, or a source that was passed over and why. */
export type Found =
  | { readonly document: OutgoingDocument; readonly bytes: number }
  | { readonly skipped: string; readonly reason: string };

/** Content types by file ending; other endings are passed over. `titled` formats name themselves, the others go by their file's name. */
const TYPES: Readonly<Record<string, { readonly type: string; readonly binary: boolean; readonly titled: boolean }>> = {
  '.txt': { type: 'text/plain', binary: false, titled: false },
  '.md': { type: 'text/markdown', binary: false, titled: true },
  '.markdown': { type: 'text/markdown', binary: false, titled: true },
  '.html': { type: 'text/html', binary: false, titled: true },
  '.htm': { type: 'text/html', binary: false, titled: true },
  '.json': { type: 'application/json', binary: false, titled: false },
  '.csv': { type: 'text/csv', binary: false, titled: false },
  '.pdf': { type: 'application/pdf', binary: true, titled: true },
  '.docx': {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    binary: true,
    titled: true,
  },
};

/** Files one folder may bring; a mistyped `/` should stop, not read a disk. */
const FILES_MAX = 100_000;
/** Bytes of one file: a call takes 32 MiB, and base64 adds a third. */
const SOURCE_BYTES_MAX = 20 * 1024 * 1024;

/** Documents in a file, a folder (with its subfolders), a web address or a JSONL file, one after the other. */
export async function* readSource(source: string, web: SourceReader): AsyncGenerator<Found> {
  if (/^https?:\/\//i.test(source)) return yield await readUrl(source, web);
  const info = await stat(source).catch((error: NodeJS.ErrnoException) => error);
  if (info instanceof Error)
    return yield { skipped: source, reason: `it cannot be read (${info.code ?? info.message})` };
  if (info.isDirectory()) return yield* readFolder(source);
  return yield* readFileSource(source, info.size);
}

async function* readFolder(folder: string): AsyncGenerator<Found> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const visible = paths.filter((path) => !/(?:^|\/)(?:\.|node_modules\/)/.test(path.slice(folder.length))).sort();
  if (visible.length > FILES_MAX)
    throw new Error(`${folder} has ${visible.length} files; at most ${FILES_MAX} are read at once.`);
  for (const path of visible) yield* readFileSource(path, (await stat(path)).size);
}

async function* readFileSource(path: string, bytes: number): AsyncGenerator<Found> {
  const ending = extname(path).toLowerCase();
  if (ending === '.jsonl' || ending === '.ndjson') return yield* readJsonLines(path);
  const known = TYPES[ending];
  if (known === undefined) return yield { skipped: path, reason: `files ending in "${ending}" are not read` };
  if (bytes > SOURCE_BYTES_MAX)
    return yield { skipped: path, reason: `it has ${bytes} bytes; at most ${SOURCE_BYTES_MAX} are read` };
  const content = await readFile(path);
  const address = pathToFileURL(resolve(path)).href;
  yield { document: toDocument({ address, title: known.titled ? '' : basename(path), ...known, content }), bytes };
}

async function* readJsonLines(path: string): AsyncGenerator<Found> {
  let line = 0;
  for await (const row of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (row.trim() === '') continue;
    yield readRow(row, `${path}:${line}`);
  }
}

function readRow(row: string, place: string): Found {
  try {
    const value: unknown = JSON.parse(row);
    if (!isRecord(value)) return { skipped: place, reason: 'the line is not a JSON object' };
    const { _id, ...fields } = value;
    return { document: _id === undefined ? fields : { id: String(_id), ...fields }, bytes: row.length };
  } catch (error) {
    return { skipped: place, reason: error instanceof Error ? error.message : 'the line is not JSON' };
  }
}

/** The document goes by the address it was asked for, so that it is replaced when asked for again, wherever redirects lead then. */
async function readUrl(address: string, web: SourceReader): Promise<Found> {
  try {
    const { contentType, content } = await web.read(address);
    const binary = typeof content !== 'string';
    // What its parameters say of the encoding has been done.
    const type = contentType.split(';', 1)[0]?.trim() ?? contentType;
    const parts = { address, title: '', type, binary, content: Buffer.from(content) };
    return { document: toDocument(parts), bytes: content.length };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const remedy = error.code === 'SOURCE_ADDRESS_REFUSED' ? ' Or name its host after --allow-private.' : '';
    return { skipped: address, reason: `${error.message}${remedy}` };
  }
}

type Parts = {
  readonly address: string;
  readonly title: string;
  readonly type: string;
  readonly binary: boolean;
  readonly content: Buffer;
};

/** The id follows from the address, so that reading the same place again replaces the document. */
function toDocument({ address, title, type, binary, content }: Parts): OutgoingDocument {
  const id = `s_${createHash('sha256').update(address).digest('hex').slice(0, 32)}`;
  const body = binary ? { content_base64: content.toString('base64') } : { text: content.toString('utf8') };
  return { id, title, uri: address, content_type: type, ...body };
}
