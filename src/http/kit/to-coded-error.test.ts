import { describe, expect, it } from 'vitest';
import { CodedError } from '../../shared/errors.ts';
import { toCodedError } from './to-coded-error.ts';

describe('toCodedError', () => {
  it.each(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'])('takes %s for a client that left', (code) => {
    const error = Object.assign(new Error('closed'), { code });
    expect(toCodedError(error)).toMatchObject({ code: 'REQUEST_CANCELLED', cause: error });
  });

  it('finds the reason of a signal inside an aborted wait', () => {
    const reason = new CodedError('REQUEST_TIMEOUT', 'too late');
    const error = Object.assign(new Error('aborted', { cause: reason }), { name: 'AbortError' });
    expect(toCodedError(error)).toBe(reason);
  });

  it.each([new Error('odd'), 'a text', null])('keeps what nobody foresaw as a cause: %s', (thrown) => {
    expect(toCodedError(thrown)).toMatchObject({ code: 'SERVER_INTERNAL', message: 'Unexpected error', cause: thrown });
  });
});
