import { expect } from 'vitest';
import { expectBadField, expectUnknown, type OperationRows } from '../../support/acceptance.ts';

const CHAT = { model: 'queryloom', messages: [{ role: 'user', content: 'Who built the Ada Lamp?' }] };
const EMBED = { model: 'queryloom-embedding', input: 'lamp' };

/** OpenAI's shapes; its official client asks in test/acceptance/openai.test.ts. */
export const openaiRows: OperationRows = {
  'POST /v1/chat/completions': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/v1/chat/completions', CHAT);
      expect(status).toBe(200);
      expect(body.choices[0].message.content).toContain('Ada Quill');
      const stream = await acme('POST', '/v1/chat/completions', { ...CHAT, stream: true });
      expect(stream.body.trimEnd().endsWith('data: [DONE]')).toBe(true);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/v1/chat/completions', { ...CHAT, model: 'gpt-9' }), 'model');
      await expectBadField(await acme('POST', '/v1/chat/completions', { ...CHAT, messages: [] }), 'messages');
      const empty = [{ role: 'user', content: ' ' }];
      await expectBadField(
        await acme('POST', '/v1/chat/completions', { ...CHAT, messages: empty }),
        'messages.0.content',
      );
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id',
    replayed: 'makes nothing that lasts but its line in the history',
    cancelled: ({ cancel }) => cancel('POST', '/v1/chat/completions', { ...CHAT, stream: true }),
  },
  'POST /v1/embeddings': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/v1/embeddings', EMBED);
      expect([status, body.data[0].embedding.length]).toEqual([200, 384]);
    },
    bad_input: async ({ acme }) =>
      expectBadField(await acme('POST', '/v1/embeddings', { ...EMBED, input: [] }), 'input'),
    unknown_id: 'takes no id',
    other_tenant: 'takes no id, and vectors are the same for all',
    replayed: 'makes nothing',
    cancelled: ({ cancel }) => cancel('POST', '/v1/embeddings', EMBED),
  },
  'GET /v1/models': {
    async works({ acme }) {
      const { status, body } = await acme('GET', '/v1/models');
      expect([status, body.object]).toEqual([200, 'list']);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', '/v1/models?colour=red'), 'colour'),
    unknown_id: 'takes no id',
    other_tenant: 'the same for all',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/v1/models'),
  },
  'GET /v1/models/{model}': {
    async works({ acme }) {
      expect((await acme('GET', '/v1/models/queryloom')).body).toMatchObject({ id: 'queryloom', object: 'model' });
    },
    bad_input: async ({ acme }) => expectBadField(await acme('GET', '/v1/models/queryloom?colour=red'), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: (id) => `/v1/models/${id}` }),
    other_tenant: 'the same for all',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/v1/models/queryloom'),
  },
};
