import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Gold } from './metrics.ts';

export type CorpusDocument = { readonly id: string; readonly title: string; readonly text: string };
export type EvalQuery = { readonly id: string; readonly text: string; readonly gold: Gold };
export type BeirSet = { readonly corpus: readonly CorpusDocument[]; readonly queries: readonly EvalQuery[] };

/**
 * A folder in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, and `qrels.tsv` (or `qrels/test.tsv`). With `split`,
 * `queries.<split>.jsonl` and `qrels.<split>.tsv` (or `qrels/<split>.tsv`). Queries without gold are left out.
 */
export async function loadBeir(folder: string, split?: string): Promise<BeirSet> {
  const infix = split === undefined ? '' : `.${split}`;
  const qrels = firstExisting([join(folder, `qrels${infix}.tsv`), join(folder, 'qrels', `${split ?? 'test'}.tsv`)]);
  const queriesFile = firstExisting([join(folder, `queries${infix}.jsonl`), join(folder, 'queries.jsonl')]);
  const gold = readQrels(await readFile(qrels, 'utf8'));
  const corpus = await readRows(join(folder, 'corpus.jsonl'), ({ _id, title, text }) => ({
    id: string(_id),
    title: string(title),
    text: string(text),
  }));
  const queries = await readRows(queriesFile, ({ _id, text }) => ({
    id: string(_id),
    text: string(text),
    gold: gold.get(string(_id)) ?? new Map(),
  }));
  return { corpus, queries: queries.filter((query) => query.gold.size > 0) };
}

function firstExisting(paths: readonly string[]): string {
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`none of these files is there: ${paths.join(', ')}`);
  return found;
}

async function readRows<T>(path: string, toItem: (row: Record<string, unknown>) => T): Promise<T[]> {
  const items: T[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') items.push(toItem(JSON.parse(line)));
  }
  return items;
}

function readQrels(table: string): Map<string, Map<string, number>> {
  const gold = new Map<string, Map<string, number>>();
  for (const line of table.split('\n').slice(1)) {
    const [query, document, gain] = line.trim().split('\t');
    if (query === undefined || document === undefined) continue;
    const of = gold.get(query) ?? new Map<string, number>();
    of.set(document, Number(gain ?? 1));
    gold.set(query, of);
  }
  return gold;
}

function string(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
