import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { validateFeature } from './routes.ts';

let app: Awaited<ReturnType<typeof testApp>>['app'];

beforeAll(async () => {
  ({ app } = await testApp({ features: [validateFeature()] }));
});

afterAll(() => app.close());

const validate = async (text: string) =>
  (await app.inject({ method: 'POST', url: '/api/validate', payload: { text } })).json();

describe('POST /api/validate', () => {
  it('shows the text as a query would read it, with both lengths', async () => {
    expect(await validate('  Who\n built\u200b it? ')).toEqual({
      valid: true,
      issues: ['control, zero-width or direction characters were removed'],
      sanitized: 'Who built it?',
      original_length: 18,
      sanitized_length: 13,
    });
  });

  it.each(['', ' \n ', '\u200b', 'a'.repeat(10_001)])('says that %j is refused, and why', async (text) => {
    const { valid, issues } = await validate(text);
    expect(valid).toBe(false);
    expect(issues).toHaveLength(text === '\u200b' ? 2 : 1);
  });

  it.each(['<script>alert(1)</script> why?', 'see javascript:alert(1)', 'an <iframe src=x> here'])(
    'reports %j without refusing it',
    async (text) => {
      const { valid, issues } = await validate(text);
      expect(valid).toBe(true);
      expect(issues.length).toBeGreaterThan(0);
    },
  );

  it('reads the text from the query string when there is no body', async () => {
    const answer = await app.inject({ method: 'POST', url: '/api/validate?text=why%20not' });
    expect(answer.json()).toMatchObject({ valid: true, sanitized: 'why not' });
    const none = await app.inject({ method: 'POST', url: '/api/validate' });
    expect(none.json()).toMatchObject({ code: 'REQUEST_INVALID', issues: [{ path: 'text' }] });
  });
});
