import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { QueryAnswer } from '../../src/core/query/query-answer.ts';
import { PATTERN_NAMES } from '../../src/core/query/query-request.ts';
import { type BriefDocument, openQueryWorld } from '../../test/support/query-world.ts';
import { readCorpus, readQueryTexts } from './data-sets.ts';
import { mean } from './figures.ts';

/**
 * How many suggestions get an answer when they are asked: of every pattern, over a folder in BEIR's layout (`--data`), or over Markdown
 * files with one question for each of their headings.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, questions: { type: 'string', default: '200' } },
});

const { documents, questions } = await read();
const world = await openQueryWorld(documents);
const rows: Record<string, Record<string, string>> = {};
for (const pattern of PATTERN_NAMES) {
  const answers: QueryAnswer[] = [];
  for (const text of questions.slice(0, Number(values.questions)))
    answers.push(await world.ask(text, { pattern, cache: 'bypass' }));
  const suggested = answers.flatMap(({ followUps, relatedQueries }) => [...followUps, ...relatedQueries]);
  const asked: QueryAnswer[] = [];
  for (const text of new Set(suggested))
    asked.push(await world.ask(text, { pattern, includeSuggestions: false, cache: 'bypass' }));
  rows[pattern] = {
    questions: String(answers.length),
    'with a suggestion': percent(
      mean(answers.map((answer) => Number(answer.followUps.length + answer.relatedQueries.length > 0))),
    ),
    suggestions: String(suggested.length),
    distinct: String(asked.length),
    'answered when asked': percent(mean(asked.map(({ answered }) => Number(answered)))),
    'mean enrich ms': mean(answers.map(enrichMs)).toFixed(2),
  };
}
console.table(rows);
await world.close();

async function read(): Promise<{
  readonly documents: readonly BriefDocument[];
  readonly questions: readonly string[];
}> {
  if (values.data !== undefined) {
    const corpus = await readCorpus(values.data);
    return {
      documents: corpus.map(({ id, title, text }) => ({ id, title, text })),
      questions: await readQueryTexts(`${values.data}/queries.jsonl`),
    };
  }
  const files = await Promise.all(
    positionals.map(async (path) => ({
      id: basename(path),
      text: await readFile(path, 'utf8'),
      contentType: 'text/markdown',
    })),
  );
  const headings = files.flatMap(({ text }) => [...text.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) => heading));
  return { documents: files, questions: headings.map((heading) => `Tell me about ${heading}`) };
}

function enrichMs({ trace }: QueryAnswer): number {
  return trace.spans.find(({ name }) => name === 'enrich')?.durationMs ?? 0;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
