import { describe, expect, it } from 'vitest';
import { createJsonParser, parseJson } from './json.ts';
import { TEXT_LENGTH_MAX } from './limits.ts';

const parser = createJsonParser();
const read = (content: string | Uint8Array, contentType = 'application/json') =>
  parser.parse({ title: '', contentType, content });
const blocksOf = async (content: string, contentType?: string) => {
  const { text, blocks } = await read(content, contentType);
  return blocks.map(({ start, end }) => text.slice(start, end));
};

describe('JSON', () => {
  it('makes one block a key of an object, and takes its title', async () => {
    const document = await read('{"title":" Tea ","origin":{"country":"Japan","tags":["green",null,3]},"rare":false}');
    expect(document).toMatchObject({ title: 'Tea', links: [], warnings: [] });
    expect(document.text).toBe('title: Tea\n\norigin.country: Japan\norigin.tags: green, 3\n\nrare: false');
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph', 'paragraph']);
  });

  it('takes the name where there is no title, and neither when it is not text', async () => {
    expect((await read('{"title":"  ","name":"Tea"}')).title).toBe('Tea');
    expect((await read('{"title":3}')).title).toBeNull();
    expect((await read('[{"title":"Tea"}]')).title).toBeNull();
  });

  it('makes one block an element of a list', async () => {
    expect(await blocksOf('[{"a":1,"b":[{"c":"x"},{"c":"y"}]},{"a":2},"z"]')).toEqual([
      'a: 1\nb[0].c: x\nb[1].c: y',
      'a: 2',
      'z',
    ]);
    expect(await blocksOf('{"total":2,"items":[{"n":"x"},{"n":"y"}]}')).toEqual([
      'total: 2',
      'items[0].n: x',
      'items[1].n: y',
    ]);
  });

  it('leaves nulls and empty values out, and has nothing to read when there is nothing else', async () => {
    expect(await blocksOf('{"a":null,"b":"","c":[],"d":{},"e":0}')).toEqual(['e: 0']);
    await expect(read('{"a":null}')).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
  });

  it('keeps every digit of long numbers, and strings as they are', async () => {
    const id = '12345678901234567890123';
    expect(await blocksOf(`{"id":${id},"text":"${id} \\" ${id}","half":-0.5}`)).toEqual([
      `id: ${id}`,
      `text: ${id} " ${id}`,
      'half: -0.5',
    ]);
  });

  it('reads bytes, and a byte order mark before the text', async () => {
    expect((await read(new TextEncoder().encode('"é"'))).text).toBe('é');
    expect((await read('\ufeff"tea"')).text).toBe('tea');
  });

  it('keeps keys that objects have of their own', async () => {
    expect(await blocksOf('{"__proto__":{"a":1},"constructor":2}')).toEqual(['__proto__.a: 1', 'constructor: 2']);
  });

  it('leaves out what is nested too deeply, with a warning', async () => {
    const depth = 900;
    const document = await read(`{"a":"kept","b":{"c":${'['.repeat(depth)}${']'.repeat(depth)}}}`);
    expect(document.text).toBe('a: kept');
    expect(document.warnings).toEqual(['Values nested more than 64 levels deep were left out of "b".']);
  });

  it('refuses what is nested beyond all sense', async () => {
    for (const [content, type] of [
      ['['.repeat(5_000_000), 'application/json'],
      [`"x"\n${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'application/x-ndjson'],
    ]) {
      await expect(read(content ?? '', type)).rejects.toMatchObject({
        code: 'DOCUMENT_JSON_INVALID',
        message: expect.stringMatching(/line [12] is nested more than 1,000 levels deep/),
      });
    }
  });

  it('stops when long paths make it grow', async () => {
    const key = 'k'.repeat(TEXT_LENGTH_MAX / 1_000);
    const content = JSON.stringify({ [key]: { list: Array.from({ length: 1_100 }, () => ({ a: 1 })) } });
    await expect(read(content)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  });

  it('names the place of a mistake', async () => {
    await expect(read('{\n  "a": 1,\n  "b": x\n}')).rejects.toMatchObject({
      code: 'DOCUMENT_JSON_INVALID',
      message:
        'The JSON cannot be read: "x\\n}" does not fit there at line 3, column 8. Correct it there, or send the document as text/plain.',
    });
    await expect(read('[1, 2')).rejects.toThrow('The JSON ends too early at line 1, column 6.');
    expect(() => parseJson('{"a" 1}')).toThrow('line 1, column 6');
  });
});

describe('JSON Lines', () => {
  it('makes one block a line and passes empty lines over', async () => {
    const lines = '{"a":1}\r\n\n{"a":{"b":"x"}}\n"text"\n';
    expect(await blocksOf(lines, 'application/x-ndjson')).toEqual(['a: 1', 'a.b: x', 'text']);
    expect(await blocksOf(lines, 'application/jsonl; charset=utf-8')).toHaveLength(3);
  });

  it('names the line of a mistake', async () => {
    await expect(read('{"a":1}\n\n{"a":}\n', 'application/jsonl')).rejects.toMatchObject({
      code: 'DOCUMENT_JSON_INVALID',
      message: expect.stringContaining('line 3, column 6'),
    });
  });
});
