import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A document of a BEIR-like corpus. */
export type CorpusDocument = { readonly id: string; readonly title: string; readonly text: string };

/** A question with its answer as characters of one document. */
export type AnsweredQuestion = {
  readonly text: string;
  readonly answer: string;
  readonly answerStart: number;
  readonly documentId: string;
  /** Questions of one group never stand in two folds. */
  readonly group: string;
};

/** `corpus.jsonl` of a folder. */
export async function readCorpus(folder: string): Promise<readonly CorpusDocument[]> {
  const rows = await readLines(join(folder, 'corpus.jsonl'));
  return rows.map((row) => ({ id: text(row, '_id'), title: text(row, 'title'), text: text(row, 'text') }));
}

/** `queries.jsonl` with `answer`, `answer_start` and `context_id`; the group is the article, the part before the dash. */
export async function readAnswered(folder: string): Promise<readonly AnsweredQuestion[]> {
  const rows = await readLines(join(folder, 'queries.jsonl'));
  return rows.map((row) => {
    const documentId = text(row, 'context_id');
    return {
      text: text(row, 'text'),
      answer: text(row, 'answer'),
      answerStart: Number(row['answer_start']),
      documentId,
      group: documentId.split('-')[0] ?? documentId,
    };
  });
}

/** Texts of a `queries*.jsonl`. */
export async function readQueryTexts(file: string): Promise<readonly string[]> {
  return (await readLines(file)).map((row) => text(row, 'text'));
}

/** First column of a CSV with a header, every `step`-th row; quotes are taken off. */
export async function readCsvTexts(file: string, step: number): Promise<readonly string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(1);
  return lines
    .filter((line, i) => i % step === 0 && line.includes(','))
    .map((line) => line.slice(0, line.lastIndexOf(',')).replaceAll('"', ''));
}

async function readLines(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null) throw new Error(`${file}: a line is not an object`);
    return { ...row };
  });
}

function text(row: Readonly<Record<string, unknown>>, field: string): string {
  const value = row[field];
  if (typeof value !== 'string') throw new Error(`field ${field} is missing`);
  return value;
}
