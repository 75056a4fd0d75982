import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { traceIdOf } from './request-id.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('request id and trace', async () => {
  const { app, lines } = await testApp();
  const get = (headers: Record<string, string>) => app.inject({ url: '/', headers });

  it('keeps a fit id and replaces any other', async () => {
    expect((await get({ 'x-request-id': 'abc-123' })).headers['x-request-id']).toBe('abc-123');
    for (const bad of ['', 'with space', 'x'.repeat(129), 'ä', 'a\tb']) {
      expect((await get({ 'x-request-id': bad })).headers['x-request-id']).toMatch(/^r_[0-9a-z]{26}$/);
    }
  });

  it('puts the trace id of a valid traceparent into the log line', async () => {
    lines.length = 0;
    await get({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await setImmediate();
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ trace_id: TRACE });
    await get({ traceparent: 'rubbish' });
    await setImmediate();
    expect(JSON.parse(lines.at(-1) ?? '{}')).not.toHaveProperty('trace_id');
  });

  it('takes nothing that the standard refuses', () => {
    expect(traceIdOf(`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`)).toBeNull();
    expect(traceIdOf(`00-${TRACE}-${'0'.repeat(16)}-01`)).toBeNull();
    expect(traceIdOf(`00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`)).toBeNull();
    expect(traceIdOf([`00-${TRACE}-00f067aa0ba902b7-01`])).toBeNull();
    expect(traceIdOf(undefined)).toBeNull();
  });
});
