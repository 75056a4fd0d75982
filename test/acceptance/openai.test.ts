import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceWorld, openAcceptanceWorld } from '../support/acceptance.ts';

const QUESTION = { role: 'user', content: 'Who built the Ada Lamp?' } as const;

let world: AcceptanceWorld;
let client: OpenAI;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  client = new OpenAI({
    baseURL: `${world.url}/v1`,
    apiKey: world.acmeKey,
    maxRetries: 0,
  });
});

afterAll(() => world.close());

describe('chat completions through the official client', () => {
  it('answers from the documents, with usage and sources', async () => {
    const completion = await client.chat.completions.create({
      model: 'queryloom',
      messages: [{ role: 'system', content: 'Be brief.' }, QUESTION],
      temperature: 0,
    });
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(completion.choices[0]?.message.content).toContain('Ada Quill');
    expect(completion.usage?.total_tokens).toBe(
      (completion.usage?.prompt_tokens ?? 0) + (completion.usage?.completion_tokens ?? 0),
    );
    expect(completion).toMatchObject({
      queryloom: {
        answered: true,
        sources: expect.arrayContaining([expect.objectContaining({ rank: 1, document_id: 'lamp' })]),
      },
    });
  });

  it('streams the same text, and ends with the reason, the sources and the usage', async () => {
    const whole = await client.chat.completions.create({ model: 'queryloom-fast', messages: [QUESTION] });
    const stream = await client.chat.completions.create({
      model: 'queryloom-fast',
      messages: [QUESTION],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    );
    expect(chunks.at(-2)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      queryloom: { sources: expect.arrayContaining([expect.objectContaining({ document_id: 'lamp' })]) },
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('reads parts of a message, cuts at the most tokens, and answers each tenant from its own documents', async () => {
    const parts = [{ type: 'text' as const, text: QUESTION.content }];
    const messages = [{ role: 'user' as const, content: parts }];
    const cut = await client.chat.completions.create({ model: 'queryloom', messages, max_completion_tokens: 3 });
    expect(cut.choices[0]?.finish_reason).toBe('length');
    expect(cut.usage?.completion_tokens).toBeLessThanOrEqual(3);
    const theirs = await client.withOptions({ apiKey: world.globexKey }).chat.completions.create({
      model: 'queryloom',
      messages,
    });
    expect(JSON.stringify(theirs)).not.toContain('Ada Quill');
  });

  it('tells what is wrong by its field', async () => {
    const wrong = client.chat.completions.create({ model: 'gpt-9', messages: [QUESTION] });
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toThrow(/queryloom-bare/);
    const silent = client.chat.completions.create({ model: 'queryloom', messages: [{ role: 'system', content: 'x' }] });
    await expect(silent).rejects.toThrow(/role user/);
  });
});

describe('models and embeddings through the official client', () => {
  it('lists models, and knows each by its name', async () => {
    const names: string[] = [];
    for await (const { id } of client.models.list()) names.push(id);
    expect(names).toEqual(expect.arrayContaining(['queryloom', 'queryloom-fused', 'queryloom-embedding']));
    expect((await client.models.retrieve('queryloom-bare')).id).toBe('queryloom-bare');
    await expect(client.models.retrieve('gpt-9')).rejects.toThrow(NotFoundError);
  });

  it('embeds texts as unit vectors that are near when the texts are', async () => {
    const { data } = await client.embeddings.create({
      model: 'queryloom-embedding',
      input: ['a ship at sea', 'a boat on the ocean', 'quarterly tax return'],
    });
    const [ship = [], boat = [], tax = []] = data.map(({ embedding }) => embedding);
    expect(ship).toHaveLength(384);
    expect(dot(ship, ship)).toBeCloseTo(1, 5);
    expect(dot(ship, boat)).toBeGreaterThan(dot(ship, tax));
  });

  it('gives the same numbers as text and as base64, and shorter vectors of unit length', async () => {
    const ask = (encoding_format: 'float' | 'base64', dimensions: number) =>
      world.acme('POST', '/v1/embeddings', {
        model: 'queryloom-embedding',
        input: 'lamp',
        encoding_format,
        dimensions,
      });
    const numbers = (await ask('float', 96)).body.data[0].embedding;
    const bytes = Buffer.from((await ask('base64', 96)).body.data[0].embedding, 'base64');
    expect(Array.from({ length: 96 }, (_, i) => bytes.readFloatLE(i * 4))).toEqual(numbers);
    expect(dot(numbers, numbers)).toBeCloseTo(1, 5);
    expect((await ask('float', 100)).body.issues[0]).toMatchObject({ path: 'dimensions' });
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
