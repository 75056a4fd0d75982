import { describe, expect, it } from 'vitest';
import { CodedError } from '../../shared/errors.ts';
import { fromFailure, isDamage, isFatal, sqliteCode, toFailure, toRecordsError } from './failure.ts';

const sqlite = (errcode: number) => Object.assign(new Error('from the library'), { errcode });

describe('failures of the record store', () => {
  it.each([
    [13, 'RECORDS_DISK_FULL'],
    [10, 'RECORDS_UNAVAILABLE'],
    [10 | (12 << 8), 'RECORDS_UNAVAILABLE'],
    [11, 'RECORDS_UNAVAILABLE'],
    [5, 'RECORDS_UNAVAILABLE'],
    [8, 'RECORDS_UNAVAILABLE'],
  ])('maps result code %i to %s', (errcode, code) => {
    expect(toRecordsError(sqlite(errcode))).toMatchObject({ code, cause: { message: 'from the library' } });
  });

  it('leaves a programmer error as it is', () => {
    const error = sqlite(19);
    expect(toRecordsError(error)).toBe(error);
    expect(sqliteCode(error)).toBe(19);
    expect(sqliteCode(new Error('other'))).toBeNull();
  });

  it('knows a full disk by the file system too', () => {
    expect(toRecordsError(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toMatchObject({
      code: 'RECORDS_DISK_FULL',
    });
  });

  it('tells what ends trust in a connection from what does not', () => {
    expect([10, 13, 11, 26, 8].every((code) => isFatal(sqlite(code)))).toBe(true);
    expect([5, 19, 1].some((code) => isFatal(sqlite(code)))).toBe(false);
    expect([11, 26].every((code) => isDamage(sqlite(code)))).toBe(true);
    expect(isDamage(sqlite(10))).toBe(false);
  });

  it('carries a coded error through a message port', () => {
    const sent = structuredClone(toFailure(new CodedError('RECORDS_DISK_FULL', 'full', { cause: sqlite(13) })));
    const received = fromFailure(sent);
    expect(received).toBeInstanceOf(CodedError);
    expect(received).toMatchObject({
      code: 'RECORDS_DISK_FULL',
      message: 'full',
      cause: { message: 'from the library' },
    });
  });

  it('carries a programmer error as a plain one', () => {
    const received = fromFailure(toFailure(new Error('assertion failed: x')));
    expect(received).not.toBeInstanceOf(CodedError);
    expect(received.message).toContain('assertion failed: x');
    expect(fromFailure(toFailure('thrown text')).message).toBe('thrown text');
  });
});
