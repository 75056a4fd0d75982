import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NO_LIMITS, NO_SHEDDING } from '../../../test/support/open-doors.ts';
import { testApp } from '../../../test/support/test-app.ts';
import type { RateLimiting, Verdict } from '../../core/limiter/rate-limiting.ts';
import type { LoadShedding } from '../../core/overload/load-shedding.ts';
import { defineRoute } from '../kit/define-route.ts';

const HEADERS = { policy: '"burst";q=2;w=2', state: '"burst";r=1;t=1' };

/** Keeps book of what was taken, left and refused. */
class Book {
  units = 3;
  places = 1;
  readonly taken: number[] = [];
  readonly recorded: string[] = [];
  readonly left: boolean[] = [];
  reason: Verdict['reason'] = 'contract';

  readonly limits: RateLimiting = {
    ...NO_LIMITS,
    look: () => this.#verdict(this.units >= 1),
    take: (_caller, cost) => {
      const allowed = this.units >= cost;
      if (allowed) {
        this.units -= cost;
        this.taken.push(cost);
      }
      return Promise.resolve(this.#verdict(allowed));
    },
    record: (_caller, operation, cost) => this.recorded.push(`${operation} ${cost}`),
  };

  readonly shedding: LoadShedding = {
    ...NO_SHEDDING,
    // Never for everybody: that is told before anything else, by another plugin.
    isFull: (_workClass, tier) => tier !== null && this.places === 0,
    enter: () => {
      if (this.places === 0) return null;
      this.places--;
      return {
        whenItsTurn: (begin) => begin(),
        rest: () => undefined,
        leave: ({ measured }) => {
          this.places++;
          this.left.push(measured);
        },
      };
    },
  };

  #verdict(allowed: boolean): Verdict {
    const refusal = { violated: ['per_minute', 'burst'] as const, retryAfterSeconds: 7 };
    const nothing = { violated: [], retryAfterSeconds: 0 };
    return { allowed, reason: this.reason, headers: HEADERS, ...(allowed ? nothing : refusal) };
  }
}

const answers = { 200: z.object({ places: z.int() }) };
let book: Book;

beforeEach(() => {
  book = new Book();
});

async function open() {
  const routes = [
    defineRoute({
      method: 'POST',
      path: '/ask',
      operationId: 'ask',
      summary: 'Ask',
      body: z.strictObject({ texts: z.array(z.string()) }),
      cost: ({ texts }) => texts.length,
      answers,
      handler: () => ({ places: book.places }),
    }),
    defineRoute({
      method: 'GET',
      path: '/look',
      operationId: 'look',
      summary: 'Look',
      answers,
      handler: () => ({ places: book.places }),
    }),
  ];
  const { app } = await testApp({ routes, services: { limits: book.limits, shedding: book.shedding } });
  return async (method: 'GET' | 'POST', url: string, payload?: object | string) => {
    const headers = typeof payload === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    // The last hooks of a request run when its answer has left.
    await new Promise((resolve) => setImmediate(resolve));
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  };
}

describe('admission', () => {
  it('holds a place while the call is at work, charges it once by its body, and says what is left', async () => {
    const call = await open();
    const { body, headers } = await call('POST', '/ask', { texts: ['a', 'b'] });
    expect(body).toEqual({ places: 0 });
    expect(headers).toMatchObject({ 'ratelimit-policy': HEADERS.policy, ratelimit: HEADERS.state });
    expect(book).toMatchObject({ units: 1, places: 1, taken: [2], recorded: ['ask 2'], left: [false] });
    await call('GET', '/look');
    expect(book).toMatchObject({ taken: [2, 1], left: [false, true] });
  });

  it('takes nothing from a call that is refused, and says when to come again', async () => {
    const call = await open();
    const refused = await call('POST', '/ask', { texts: ['a', 'b', 'c', 'd'] });
    const limit = { limit_type: 'per_minute', retry_after: 7, violated_policies: ['per_minute', 'burst'] };
    expect(refused.body).toMatchObject({ status: 429, code: 'RATE_LIMIT_EXCEEDED', ...limit });
    expect(refused.headers).toMatchObject({ 'retry-after': '7', ratelimit: HEADERS.state });
    expect(book).toMatchObject({ units: 3, places: 1, taken: [] });
    book.places = 0;
    const shed = await call('GET', '/look');
    expect(shed.body).toMatchObject({ status: 503, code: 'SERVER_OVERLOADED', retry_after: 1 });
    expect(shed.headers).toMatchObject({ 'retry-after': '1', 'ratelimit-policy': HEADERS.policy });
    expect(book).toMatchObject({ units: 3, taken: [] });
  });

  it('tells lowered limits from those of the contract', async () => {
    book.reason = 'reduced';
    book.units = 0;
    const call = await open();
    expect((await call('GET', '/look')).body).toMatchObject({
      status: 503,
      code: 'TEMPORARY_REDUCED_CAPACITY',
      type: expect.stringMatching(/#temporary-reduced-capacity$/),
      retry_after: 7,
    });
  });

  it('charges one unit for a call that was wrong, whatever was wrong with it', async () => {
    const call = await open();
    expect((await call('POST', '/ask', { texts: 'a' })).status).toBe(400);
    expect((await call('POST', '/ask', '{')).status).toBe(400);
    expect(book).toMatchObject({ units: 1, places: 1, taken: [1, 1], recorded: ['ask 1', 'ask 1'] });
  });

  it('lets probes through, and what is not there', async () => {
    book.places = 0;
    book.units = 0;
    const call = await open();
    expect((await call('GET', '/livez')).status).toBe(200);
    expect((await call('GET', '/nothing')).status).toBe(404);
    expect((await call('GET', '/look')).status).toBe(503);
  });
});
