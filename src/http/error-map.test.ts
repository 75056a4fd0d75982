import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../test/support/test-app.ts';
import { CodedError, ERROR_CODES } from '../shared/errors.ts';
import { CONCEALED_CODES, ERROR_MAP, RETRY_AFTER_SECONDS } from './error-map.ts';
import { defineRoute } from './kit/define-route.ts';
import { problemSchema } from './kit/problem.ts';

const thrower = defineRoute({
  method: 'POST',
  path: '/throw',
  operationId: 'throw',
  summary: 'Throws what it is told',
  body: z.strictObject({ code: z.enum(ERROR_CODES) }),
  answers: { 200: z.object({ ok: z.boolean() }) },
  handler({ body }) {
    throw new CodedError(body.code, 'the detail of this time', { cause: new Error('the inner reason') });
  },
});

describe('every error code', async () => {
  const { app, lines } = await testApp({ routes: [thrower] });

  it.each(ERROR_CODES)('%s leaves as its problem', async (code) => {
    const answer = await app.inject({ method: 'POST', url: '/throw?', payload: { code } });
    const entry = ERROR_MAP[code];
    expect(answer.statusCode).toBe(entry.status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const body = problemSchema.parse(answer.json());
    expect(body).toMatchObject({ code, status: entry.status, title: entry.title, instance: '/throw' });
    expect(body.request_id).toBe(answer.headers['x-request-id']);
    expect(body.error).toBe(body.detail);
    if (CONCEALED_CODES.has(code)) expect(body.detail).not.toContain('the detail');
    else expect(body.detail).toBe('the detail of this time');
    const wait = RETRY_AFTER_SECONDS[code];
    expect(answer.headers['retry-after']).toBe(wait === undefined ? undefined : String(wait));
    if (entry.status === 503) expect(wait).toBeGreaterThan(0);
  });

  it('has been counted and logged under its code', async () => {
    const text = (await app.inject('/metrics')).body;
    for (const code of ERROR_CODES) expect(text).toContain(`queryloom_errors_total{code="${code}",component="http"}`);
    expect(lines.join('')).toContain('the inner reason');
  });
});
