import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../shared/errors.ts';
import { buildTrie } from './piece-trie.ts';
import { adoptTokenTable, type StaticTokenTable } from './shared-token-table.ts';

const fileSchema = z.object({ bytes: z.number().int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const manifestSchema = z.object({
  name: z.string().min(1),
  version: z.number().int(),
  rows: z.number().int().positive().max(65_536),
  dimensions: z.number().int().positive(),
  prefixes: z.array(z.number().int().positive()).min(1),
  files: z.object({ 'table.i8': fileSchema, 'scales.f32': fileSchema, 'vocab.txt': fileSchema }),
});
type Manifest = z.infer<typeof manifestSchema>;

/**
 * Reads the table in a folder (`manifest.json`, `table.i8`, `scales.f32`, `vocab.txt`) after checking every file's length
 * and SHA-256. Rejects with `MODEL_FILES_INVALID`, whose message names the file and the remedy.
 */
export async function loadTokenTable(folder: string): Promise<StaticTokenTable> {
  const manifest = parseManifest(folder, await read(folder, 'manifest.json'));
  const [values, scales, vocabulary] = await Promise.all([
    readChecked(folder, manifest, 'table.i8'),
    readChecked(folder, manifest, 'scales.f32'),
    readChecked(folder, manifest, 'vocab.txt'),
  ]);
  const { rows, dimensions, prefixes } = manifest;
  const pieces = vocabulary.toString('utf8').replace(/\n$/, '').split('\n');
  const agree = values.length === rows * dimensions && scales.length === rows * 4 && pieces.length === rows;
  if (!agree || !pieces.includes('[UNK]'))
    throw invalid(folder, 'the files do not hold as many rows as the manifest says');
  return adoptTokenTable({
    model: modelName(manifest),
    rows,
    dimensions,
    prefixes,
    values: new Int8Array(shared(values)),
    scales: readFloats(scales),
    trie: buildTrie(pieces),
  });
}

/** Weights are told apart by their sum too: two tables may carry the same version, and their vectors must never meet. */
function modelName({ name, version, files }: Manifest): string {
  return `${name}-${version}-${files['table.i8'].sha256.slice(0, 8)}`;
}

function parseManifest(folder: string, content: Buffer): Manifest {
  let manifest: Manifest;
  try {
    manifest = manifestSchema.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw invalid(folder, 'manifest.json cannot be read', cause);
  }
  const { prefixes, dimensions } = manifest;
  const ascend = prefixes.every((prefix, i) => prefix > (prefixes[i - 1] ?? 0));
  if (!ascend || prefixes.at(-1) !== dimensions) throw invalid(folder, 'the prefixes do not ascend to the dimensions');
  return manifest;
}

async function readChecked(folder: string, { files }: Manifest, name: keyof Manifest['files']): Promise<Buffer> {
  const content = await read(folder, name);
  const wanted = files[name];
  if (content.length !== wanted.bytes) {
    throw invalid(folder, `${name} has ${content.length} bytes, not ${wanted.bytes}`);
  }
  const sum = createHash('sha256').update(content).digest('hex');
  if (sum !== wanted.sha256) throw invalid(folder, `${name} has the SHA-256 ${sum}, not ${wanted.sha256}`);
  return content;
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw invalid(folder, `${name} cannot be read`, cause);
  }
}

function shared(content: Buffer): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(content.length);
  new Uint8Array(memory).set(content);
  return memory;
}

/** Little-endian on disk, whatever this machine is. */
function readFloats(content: Buffer): Float32Array {
  const floats = new Float32Array(new SharedArrayBuffer(content.length));
  for (let i = 0; i < floats.length; i++) floats[i] = content.readFloatLE(i * 4);
  return floats;
}

function invalid(folder: string, what: string, cause?: unknown): CodedError {
  const remedy = 'Restore the folder from the release or the repository.';
  return new CodedError('MODEL_FILES_INVALID', `The embedding table in ${folder} is not whole: ${what}. ${remedy}`, {
    cause,
  });
}
