import { describe, expect, it } from 'vitest';
import { createCsvParser, delimiterOf } from './csv.ts';

const parser = createCsvParser();
const read = (content: string | Uint8Array, contentType = 'text/csv') =>
  parser.parse({ title: '', contentType, content });

describe('CSV', () => {
  it('makes a block of every row, without its empty cells', async () => {
    const { text, blocks, title } = await read('name,origin,price\nSencha,Japan,12\nAssam,,9\n');
    expect(text).toBe('name: Sencha; origin: Japan; price: 12\n\nname: Assam; price: 9');
    expect(blocks).toEqual([
      { kind: 'table_row', start: 0, end: 38, headings: [] },
      { kind: 'table_row', start: 40, end: text.length, headings: [] },
    ]);
    expect(title).toBeNull();
  });

  it('reads quoted cells with delimiters, quotes and line ends', async () => {
    expect((await read('a,b\r\n"x, ""y""","two\r\nlines"\r\n')).text).toBe('a: x, "y"; b: two lines');
  });

  it('passes empty rows and padding over, and a byte order mark', async () => {
    expect((await read('\ufeff\na,b,,\n\n1,2,,,\n,,,\n3,4,,\n')).text).toBe('a: 1; b: 2\n\na: 3; b: 4');
  });

  it('numbers columns without a name', async () => {
    expect((await read('a,,c\n1,2,3')).text).toBe('a: 1; column 2: 2; c: 3');
  });

  it('keeps a row that stands alone', async () => {
    expect((await read('a,b')).text).toBe('a; b');
    await expect(read(',,\n,,')).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
  });

  it('reads tab-separated values, quotes inside cells included', async () => {
    const document = await read('size\tnote\n5" pipe\ta, b\n', 'text/tab-separated-values; header=present');
    expect(document.text).toBe('size: 5" pipe; note: a, b');
  });

  it.each([
    ['a,b\n1,2\n3\n', 'Row 3 of the table has 1 cells where the header has 2.'],
    ['a,b\n1,2,3\n', 'Row 2 of the table has 3 cells where the header has 2.'],
    ['a,b\n\n1,2,3\n', 'Row 3 of the table has 3 cells where the header has 2.'],
  ])('names the ragged row of %j', async (content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'DOCUMENT_CSV_RAGGED',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['a,b\n1,"2\n', 'Row 2'],
    ['a,b\n1,2\n3,x"y"\n', 'Row 3'],
    ['a,b\n"1"x,2\n', 'Row 2'],
  ])('names the row with a quote out of place of %j', async (content, row) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'DOCUMENT_CSV_INVALID',
      message: expect.stringContaining(`${row} of the table has a double quote out of place.`),
    });
  });

  it('stops at a row that does not end', async () => {
    for (const endless of ['x'.repeat(3_000_000), 'x\n'.repeat(1_500_000), ','.repeat(3_000_000)]) {
      await expect(read(`a,b\n1,"${endless}`)).rejects.toMatchObject({
        code: 'DOCUMENT_CSV_INVALID',
        message: expect.stringContaining('Row 2 of the table is longer than 1,048,576 bytes.'),
      });
    }
    await expect(read('\n'.repeat(300_000))).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
    await expect(read(`a${'\nb'.repeat(300_000)}`)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
    await expect(read(`a${'\n'.repeat(300_000)}b,c`)).rejects.toMatchObject({
      code: 'DOCUMENT_CSV_RAGGED',
      message: expect.stringContaining('Row 300001 '),
    });
    await expect(read('x'.repeat(50_000_000))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  });
});

describe('delimiterOf', () => {
  it.each([
    ['a,b;c\n1;2;3;4', ','],
    ['a;b;c\n1,5;2,5;3,5', ';'],
    ['a\tb\n', '\t'],
    ['"a;b;c",d\n', ','],
    ['\n\n a;b', ';'],
    ['alone', ','],
  ])('of %j', (text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });
});
