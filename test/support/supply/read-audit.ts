import { isRecord } from '../../../src/shared/is-record.ts';

/** What an audit came to. `not run` is no result: nothing was compared with anything. */
export type AuditResult =
  | { readonly kind: 'clean' }
  | { readonly kind: 'vulnerable'; readonly packages: readonly string[] }
  | { readonly kind: 'not run'; readonly reason: string };

/** Reads what `npm audit --json` wrote. Only a report that counts what it looked at is a result. */
export function readAudit(output: string): AuditResult {
  const report = parsed(output);
  if (!isRecord(report)) return { kind: 'not run', reason: 'npm wrote no report' };
  const { vulnerabilities, metadata, error, statusCode, message } = report;
  if (isRecord(error) || !isRecord(vulnerabilities) || !isRecord(metadata)) {
    const status = typeof statusCode === 'number' ? `the registry answered ${statusCode}` : null;
    const said = typeof message === 'string' && message !== '' ? message : null;
    return { kind: 'not run', reason: status ?? said ?? 'npm wrote no report of vulnerabilities' };
  }
  const packages = Object.entries(vulnerabilities).map(
    ([name, found]) => `${name} (${isRecord(found) ? String(found['severity']) : 'unknown'})`,
  );
  return packages.length === 0 ? { kind: 'clean' } : { kind: 'vulnerable', packages };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: whatever it says, it is no report.
    return null;
  }
}
