import { expect, it } from 'vitest';
import { CodedError } from '../shared/errors.ts';
import { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

it.each([
  [new CodedError('RECORDS_UNAVAILABLE', 'gone'), 'RECORDS_UNAVAILABLE'],
  [new Error('a mistake'), 'SERVER_INTERNAL'],
  ['thrown text', 'SERVER_INTERNAL'],
])('counts and logs %s as %s', (error, code) => {
  const counted: object[] = [];
  const lines: [object, string][] = [];
  const log = new BackgroundLog();
  log.reportTo({ warn: (fields, message) => void lines.push([fields, message]) });
  const telemetry = { error: (entry: object) => void counted.push(entry) };
  reportFailure({ telemetry, log }, { component: 'ingest', error, message: 'it failed', fields: { step: 'commit' } });
  expect(counted).toEqual([{ code, component: 'ingest' }]);
  expect(lines).toEqual([[{ code, err: error, step: 'commit' }, 'it failed']]);
});
