import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { isCodedError } from '../../shared/errors.ts';
import type { Call } from './call.ts';
import { defineRoute } from './define-route.ts';

const DEADLINE_MS = 20;

const work = (handler: (call: Call) => Promise<{ ok: boolean }>, deadlineMs?: number) =>
  defineRoute({
    method: 'GET',
    path: '/work',
    operationId: 'work',
    summary: 'Works',
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    answers: { 200: z.object({ ok: z.boolean() }) },
    handler,
  });

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));
}

describe('the signal of a call', () => {
  it('ends work at the deadline with a 504, whether the work listens or not', async () => {
    const listening = await testApp({
      routes: [work(({ signal }) => wait(60_000, { ok: true }, { signal }))],
      settings: { requestTimeoutMs: DEADLINE_MS },
    });
    const answer = await listening.app.inject('/work');
    expect(answer.json()).toMatchObject({ status: 504, code: 'REQUEST_TIMEOUT' });

    const end = Promise.withResolvers<{ ok: boolean }>();
    const deaf = await testApp({
      routes: [work(({ signal }) => (signal.aborted ? end.promise : end.promise), DEADLINE_MS)],
    });
    expect((await deaf.app.inject('/work')).statusCode).toBe(504);
    end.reject(new Error('too late'));
    await expect(end.promise).rejects.toThrow('too late');
    expect(deaf.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('is not made for work that does not look at it, and not aborted by an answer', async () => {
    let seen: AbortSignal | undefined;
    const { app } = await testApp({
      routes: [
        work(async ({ signal }) => {
          seen = signal;
          return { ok: true };
        }),
      ],
    });
    expect((await app.inject('/work')).json()).toEqual({ ok: true });
    await wait(0);
    expect(seen?.aborted).toBe(false);
  });

  it('tells work that its client has left', async () => {
    const left = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<void>();
    const { app } = await testApp({
      routes: [
        work(async ({ signal }) => {
          begun.resolve();
          left.resolve(await aborted(signal));
          return { ok: true };
        }),
      ],
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const client = new AbortController();
    const request = fetch(`${base}/work`, { signal: client.signal });
    await begun.promise;
    client.abort();
    await expect(request).rejects.toThrow();
    const reason = await left.promise;
    expect(isCodedError(reason) && reason.code).toBe('REQUEST_CANCELLED');
    await app.close();
  });
});
