import { isRecord } from '../shared/is-record.ts';
import { cleanText } from '../shared/text.ts';

/** A value of an answer as people read it. A server may be anybody's: what a terminal would obey is left out. */
export function text(value: unknown): string {
  if (typeof value === 'string') return cleanText(value);
  return value === undefined ? '' : JSON.stringify(value);
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

const KEY_HINT =
  'Set API_KEY to a key of this server, or ADMIN_KEY to its own. Without any: stop the server and run `queryloom keys create` where its DATA_DIR is.';

/** A problem of the server on stderr: the sentence, and the fields that are wrong. */
export function printProblem(body: unknown): void {
  if (!isRecord(body)) {
    console.error(text(body));
    return;
  }
  console.error(`${text(body['detail'])} (${text(body['code'])})`);
  const issues = Array.isArray(body['issues']) ? body['issues'].filter(isRecord) : [];
  for (const issue of issues) console.error(`  ${text(issue['path'])}: ${text(issue['message'])}`);
  if (body['status'] === 401) console.error(KEY_HINT);
}
