import { readSettings } from '../config/env.ts';
import { isRecord } from '../shared/is-record.ts';
import { openDoor } from './door.ts';
import { printJson, printProblem, text } from './print.ts';

export type QueryOptions = {
  readonly url?: string;
  readonly json?: boolean;
  readonly pattern?: string;
  readonly collection?: string;
  readonly topK?: string;
};

/** `queryloom query "…"`: the answer and its sources, or the whole JSON. Exit code 2 when it is not in the documents. */
export async function query(question: string, options: QueryOptions): Promise<number> {
  const door = await openDoor(options.url, readSettings());
  try {
    const { status, body } = await door.call('POST', '/api/query', {
      text: question,
      ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
      ...(options.collection === undefined ? {} : { collection: options.collection }),
      ...(options.topK === undefined ? {} : { top_k: numberOrText(options.topK) }),
    });
    if (options.json === true) printJson(body);
    else if (status === 200) printAnswer(body);
    if (status !== 200) {
      if (options.json !== true) printProblem(body);
      return 1;
    }
    return isRecord(body) && body['answered'] === true ? 0 : 2;
  } finally {
    await door.close();
  }
}

/** What is no number goes as it is, so that the server refuses it by name; JSON would turn it into null, which means adaptive. */
function numberOrText(value: string): number | string {
  return /^-?\d+$/.test(value) ? Number(value) : value;
}

function printAnswer(body: unknown): void {
  if (!isRecord(body)) return;
  const confidence = typeof body['confidence'] === 'number' ? Math.round(body['confidence'] * 100) : 0;
  console.log(`${text(body['response'])}\n`);
  console.log(
    `confidence ${confidence} %, ${text(body['tool_used'])}, ${text(body['pattern_used'])}, ${text(body['duration_ms'])} ms`,
  );
  const sources = Array.isArray(body['sources']) ? body['sources'].filter(isRecord) : [];
  for (const source of sources) {
    const place = source['uri'] === null ? text(source['document_id']) : text(source['uri']);
    console.log(
      `[${text(source['rank'])}] ${text(source['title'])} (${place}), characters ${text(source['start'])}–${text(source['end'])}`,
    );
  }
}
