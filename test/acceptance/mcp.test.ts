import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceWorld, openAcceptanceWorld } from '../support/acceptance.ts';

let world: AcceptanceWorld;
let acme: Client;
let globex: Client;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  acme = await connect(world.acmeKey);
  globex = await connect(world.globexKey);
});

afterAll(async () => {
  await acme.close();
  await globex.close();
  await world.close();
});

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'acceptance', version: '1.0.0' });
  const headers = { 'x-api-key': key };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), { requestInit: { headers } }));
  return client;
}

const textOf = ({ content }: Awaited<ReturnType<Client['callTool']>>): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');

describe('the Model Context Protocol through the official client', () => {
  it('says what it is and which tools it has, with schemas', async () => {
    expect(acme.getServerVersion()).toMatchObject({ name: 'queryloom' });
    const { tools } = await acme.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(['add_document', 'query', 'search']);
    expect(tools.find(({ name }) => name === 'query')?.inputSchema.required).toContain('text');
  });

  it('answers questions with sources, each tenant from its own documents', async () => {
    const ask = { name: 'query', arguments: { text: 'Who built the Ada Lamp?' } };
    const answer = await acme.callTool(ask);
    expect(textOf(answer)).toContain('Ada Quill');
    expect(answer.structuredContent).toMatchObject({ answered: true, confidence: expect.any(Number) });
    expect(answer.content).toContainEqual(
      expect.objectContaining({ type: 'resource_link', uri: 'queryloom://documents/lamp' }),
    );
    expect(JSON.stringify(await globex.callTool(ask))).not.toContain('Ada Quill');
  });

  it('searches passages, at most as many as were asked for', async () => {
    const found = await acme.callTool({ name: 'search', arguments: { text: 'built by', limit: 1 } });
    expect(found.structuredContent).toMatchObject({ sources: [{ rank: 1 }] });
  });

  it('adds a document that is found at once, and reads it as a resource', async () => {
    const id = 'a bell / of 1903';
    const added = await acme.callTool({
      name: 'add_document',
      arguments: { id, text: 'The bell of 1903 is of nickel.' },
    });
    expect(added.isError).toBeFalsy();
    const answer = await acme.callTool({ name: 'query', arguments: { text: 'What is the bell of 1903 made of?' } });
    expect(textOf(answer)).toContain('nickel');
    const { resources } = await acme.listResources();
    const resource = resources.find(({ name }) => name.includes('bell') || name === id);
    const { contents } = await acme.readResource({ uri: resource?.uri ?? '' });
    expect(contents).toMatchObject([{ text: 'The bell of 1903 is of nickel.' }]);
    await expect(globex.readResource({ uri: resource?.uri ?? '' })).rejects.toThrow(/not found/i);
  });

  it('lists every document once, page by page', async () => {
    const documents = Array.from({ length: 120 }, (_, i) => ({ id: `page-${i}`, text: `Page number ${i} of many.` }));
    await world.globex('POST', '/api/documents?wait=indexed', { documents });
    const uris: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await globex.listResources(cursor === undefined ? {} : { cursor });
      uris.push(...page.resources.map(({ uri }) => uri));
      cursor = page.nextCursor;
    } while (cursor !== undefined && uris.length < 1_000);
    expect(new Set(uris).size).toBe(uris.length);
    expect(uris.length).toBe(121);
  });

  it('tells an agent what was wrong with its arguments', async () => {
    const empty = await acme.callTool({ name: 'query', arguments: { text: '' } });
    expect(empty.isError).toBe(true);
    expect(textOf(empty)).toContain('REQUEST_INVALID');
    const broken = await acme.callTool({
      name: 'add_document',
      arguments: { text: '{', content_type: 'application/json' },
    });
    expect(broken.isError).toBe(true);
    await expect(acme.readResource({ uri: 'queryloom://documents/%ff' })).rejects.toThrow(/not found/i);
  });
});
