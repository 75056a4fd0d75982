import { expect } from 'vitest';
import type { OperationRows } from '../../support/acceptance.ts';

const HEADERS = { accept: 'application/json, text/event-stream' };
const call = (name: string, text: string) => ({
  ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
  params: { name, arguments: { text } },
});

/** The Model Context Protocol; its official client asks in test/acceptance/mcp.test.ts. */
export const mcpRows: OperationRows = {
  'POST /mcp': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/mcp', call('query', 'Who built the Ada Lamp?'), HEADERS);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain('Ada Quill');
    },
    async bad_input({ acme }) {
      expect((await acme('POST', '/mcp', { hello: 'world' }, HEADERS)).status).toBe(400);
      expect((await acme('POST', '/mcp', [], HEADERS)).status).toBe(400);
      expect((await acme('POST', '/mcp', call('query', 'lamp'))).status).toBe(406);
    },
    unknown_id: 'takes no id; an unknown resource is an error of the protocol, tested with its client',
    async other_tenant({ globex }) {
      const { body } = await globex('POST', '/mcp', call('query', 'Who built the Ada Lamp?'), HEADERS);
      expect(JSON.stringify(body)).not.toContain('Ada Quill');
    },
    replayed: 'the protocol has no key for it; `add_document` with an id does the same twice',
    cancelled: ({ cancel }) => cancel('POST', '/mcp', call('query', 'Who built the Ada Lamp?')),
  },
};
