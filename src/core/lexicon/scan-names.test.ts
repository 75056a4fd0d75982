import { describe, expect, it } from 'vitest';
import { NameScanner } from './scan-names.ts';

function scan(text: string) {
  const told: string[] = [];
  const scanner = new NameScanner({
    name: (name) => told.push(name),
    perhaps: (name) => told.push(`?${name}`),
    whole: (name, rest, isPlain) => told.push(`${name}|${rest}${isPlain ? '!' : ''}`),
  });
  return { told, count: scanner.scan(text) };
}

describe('NameScanner', () => {
  it.each([
    ['we met Ada Quill and Bert', ['Ada Quill', 'Bert']],
    ['the University of Oxford and the Lord of the Rings', ['University of Oxford', 'Lord of the Rings']],
    ['by Ludwig van Beethoven, Bonn', ['Ludwig van Beethoven', 'Bonn']],
    ['of J. R. R. Tolkien. Then', ['J. R. R. Tolkien']],
    ['with Dr. Smith today', ['Dr. Smith']],
    ['on Apollo 11 and GPT-4 with 3M', ['Apollo 11', 'GPT-4', '3M']],
    ["at Ada's Lamp House", ['Ada', 'Lamp House']],
    ['a German-speaking, pre-Roman, Jean-Paul Sartre', ['German', 'Jean-Paul Sartre']],
    ['in AT&T and Marks & Spencer', ['AT&T', 'Marks & Spencer']],
    ['the iPhone of eBay', ['iPhone of eBay']],
    ['от Анны Карениной и Толстого', ['Анны Карениной', 'Толстого']],
    ['see Figure 3 on Monday, said I', []],
    ['the band The Beatles', ['Beatles']],
    ['costs of Ada 1.5 and Bert 10,000 and Carl 20%', ['Ada', 'Bert', 'Carl']],
  ])('finds in %j', (text, names) => {
    expect(scan(`and ${text}`).told).toEqual(names);
  });

  it.each([
    ['Lamps burn.', ['?Lamps']],
    ['The lamp. However it burns.', []],
    ['The Ada Lamp burns.', ['Ada Lamp']],
    ['Old Mill stands.', ['Old Mill|Mill']],
    ['Building Bell Rock took years of building work.', ['Building Bell Rock|Bell Rock!']],
    ['NASA flew.', ['NASA']],
    ['He said: Lamps burn. "Mills grind" (Both do)', ['?Lamps', '?Mills']],
    ['- Lamps\n- Mills', ['?Lamps', '?Mills']],
  ])('tells the head of a sentence apart in %j', (text, told) => {
    expect(scan(text).told).toEqual(told);
  });

  it('joins lines that are broken by hand, and no others', () => {
    const line = 'a long line of text that was broken by hand near Bell';
    expect(scan(`${line}\nRock which is a name`).told).toEqual(['Bell Rock']);
    expect(scan('the Bell\nRock').told).toEqual(['Bell', '?Rock']);
    expect(scan(`${line}\n\nRock which`).told).toEqual(['Bell', '?Rock']);
  });

  it.each([
    'see https://example.org/Ada/Quill and C:\\Users\\Ada, MAX_VALUE, @Ada, x=Ada, obj.Method',
    'all in lower case, as some people write',
    '東京大学で学ぶ ภาษาไทย हिन्दी',
    'THIS IS A WHOLE LINE OF SHOUTING WORDS IN HERE',
    'and\n```\nthe Code Block\n```\nends',
    '',
  ])('makes nothing up from %j', (text) => {
    expect(scan(text).told.filter((one) => !one.startsWith('?'))).toEqual([]);
  });

  it('counts capitals inside sentences', () => {
    expect(scan('The lamp of Ada Quill.').count).toEqual({ length: 22, capitals: 2 });
  });

  it('takes linear time', () => {
    for (const text of [
      'Ada '.repeat(50_000),
      'A'.repeat(200_000),
      'A.'.repeat(100_000),
      '\nA'.repeat(50_000),
      "A'".repeat(50_000),
    ]) {
      expect(scan(text).count.length).toBe(text.length);
    }
  });
});
