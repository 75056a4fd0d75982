import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSoundBlocks, linesOf } from '../../../test/support/parsed-document.ts';
import type { ParsedDocument } from '../../ports/document-parser.ts';
import { createHtmlParser } from './html.ts';

const parser = createHtmlParser();

function parse(content: string | Uint8Array): Promise<ParsedDocument> {
  return parser.parse({ title: '', contentType: 'text/html', content });
}

async function linesIn(html: string): Promise<string[]> {
  const document = await parse(html);
  expectSoundBlocks(document);
  return linesOf(document);
}

describe('HTML text', () => {
  it('keeps what is read and leaves out the rest', async () => {
    const html = `<!doctype html><html><head><title> Tea &amp;\n time </title><style>p{}</style></head><body>
      <nav>Home</nav><script>alert(1)</script><noscript>Enable scripts</noscript><template>later</template>
      <svg><text>drawn</text><title>svg title</title></svg><p hidden>unseen</p><!-- a comment -->
      <p>Green tea costs 5&nbsp;&euro; &lt;today&gt;.</p><iframe>old</iframe></body></html>`;
    expect(await linesIn(html)).toEqual(['paragraph: Green tea costs 5 € <today>.']);
    expect((await parse(html)).title).toBe('Tea & time');
  });

  it('takes the first level-one heading as title when there is no title element', async () => {
    expect((await parse('<h2>Sub</h2><h1>The <em>one</em></h1><h1>Two</h1>')).title).toBe('The one');
    expect((await parse('<p>Nothing of the kind')).title).toBeNull();
  });

  it('joins inline elements and splits at block elements', async () => {
    const lines = await linesIn(
      'Before<div>in<b>ter</b>est <i>rates</i><section>fall</section>again</div>after<br>all',
    );
    expect(lines).toEqual(
      ['Before', 'interest rates', 'fall', 'again', 'after\nall'].map((text) => `paragraph: ${text}`),
    );
  });

  it('takes two line breaks for the end of a paragraph', async () => {
    expect(await linesIn('one<br>two<br> <br>three')).toEqual(['paragraph: one\ntwo', 'paragraph: three']);
  });

  it('reads lists, nested lists and definitions as list items', async () => {
    const lines = await linesIn('<ul><li>a<ul><li><p>b</p></ul>c<li>d</ul><dl><dt>term<dd>meaning</dl>');
    expect(lines).toEqual(['a', 'b', 'c', 'd', 'term', 'meaning'].map((text) => `list_item: ${text}`));
  });

  it('reads a table row by row', async () => {
    const html = `<table><caption>Prices</caption><thead><tr><th>Tea</th><th>Price</th></tr></thead>
      <tr><td><p>Green</p><p>leaf</p></td><td>5<br>euro</td></tr><tr><td></td><td> </td></tr><tr><td></td><td>x</td></tr></table>`;
    const rows = ['Tea | Price', 'Green leaf | 5 euro', '| x'].map((row) => `table_row: ${row}`);
    expect(await linesIn(html)).toEqual(['paragraph: Prices', ...rows]);
  });

  it('takes blocks in the only cell of a row, and tables in tables, apart', async () => {
    const html = '<table><tr><td><p>One</p><table><tr><td>a</td><td>b</td></tr></table><h2>Two</h2></td></tr></table>';
    expect(await linesIn(html)).toEqual(['table_row: One', 'table_row: a | b', 'heading: Two']);
  });

  it('keeps white space and lines of preformatted text', async () => {
    const html = '<pre>\nif (a &lt; b) {\n    c();\n}\n</pre><pre><div>one</div><div>two</div></pre>';
    expect(await linesIn(html)).toEqual(['code: if (a < b) {\n    c();\n}', 'code: one\n\ntwo']);
  });

  it('gives each block the headings above it', async () => {
    const document = await parse(
      '<p>0</p><h1>A</h1><p>1</p><h3>C</h3><ul><li>2</ul><h2>B</h2><p>3</p><h1>D</h1><p>4</p>',
    );
    expectSoundBlocks(document);
    expect(document.blocks.map(({ headings }) => headings.join('/'))).toEqual([
      '',
      '',
      'A',
      'A',
      'A/C',
      'A',
      'A/B',
      '',
      'D',
    ]);
  });

  it('takes a heading that never ends for a paragraph', async () => {
    const document = await parse(`<h1>Start ${'<p>and so on '.repeat(200)}`);
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['paragraph']);
  });
});

describe('hidden HTML', () => {
  it.each([
    'display:none',
    'DISPLAY : None !important',
    'color:red; visibility: hidden',
    'font-size:0',
    'font-size: 0px;',
    'opacity:0.0',
    'display:/* */none',
  ])('leaves out what the style %j hides', async (style) => {
    expect(await linesIn(`<p>seen</p><div style="${style}">unseen <b>too</b></div>`)).toEqual(['paragraph: seen']);
  });

  it.each(['display:block', 'opacity:0.5', 'font-size:0.9em', 'content:"display:none"', 'xdisplay:none'])(
    'keeps what the style %j shows',
    async (style) => {
      expect(await linesIn(`<p style='${style}'>seen</p>`)).toEqual(['paragraph: seen']);
    },
  );
});

describe('HTML links', () => {
  it('keeps targets that lead somewhere, with their text', async () => {
    const html = `<p><a href="https://a.example/x?a=1&amp;b=2">The <b>first</b></a> <a href="../b.html">second</a>
      <a href="mailto:c@example.com">third</a> <a href="#top">up</a> <a>none</a> <a href="/icon"><img></a></p>`;
    expect((await parse(html)).links).toEqual([
      { href: 'https://a.example/x?a=1&b=2', text: 'The first' },
      { href: '../b.html', text: 'second' },
      { href: 'mailto:c@example.com', text: 'third' },
    ]);
  });

  it('drops targets that run or hold something, however written', async () => {
    const hrefs = [
      'javascript:alert(1)',
      ' JaVaScRiPt:x',
      'java&#10;script:x',
      'java&#x200b;script:x',
      'data:text/html,x',
      '\u0001javascript:x',
      'file:///etc',
    ];
    const html = hrefs.map((href) => `<a href="${href}">click</a>`).join(' ');
    expect((await parse(html)).links).toEqual([]);
  });
});

describe('hostile HTML', () => {
  it.each([
    ['div', 100_000],
    ['b', 100_000],
    ['a href=x', 100_000],
    ['ul><li', 30_000],
    ['blockquote><pre', 30_000],
    ['table><tr><td', 20_000],
  ])('reads nested <%s>, %i times', async (tags, depth) => {
    expect((await parse(`${`<${tags}>`.repeat(depth)}deep`)).text).toBe('deep');
  });

  it('refuses a page that grows without end', async () => {
    const open = Array.from({ length: 4_000 }, (_, i) => `<b x=${i}>`).join('');
    await expect(parse(`<p>${open}${'<p>x'.repeat(4_000)}`)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  });

  it('says what is wrong with content that cannot be read', async () => {
    await expect(parse('<p> </p><script>x</script>')).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' });
    await expect(parse(Uint8Array.of(0x3c, 0xff, 0xfe))).rejects.toMatchObject({ code: 'DOCUMENT_ENCODING_INVALID' });
  });

  it('gives sound blocks for any soup of tags', async () => {
    const tags = [
      'p',
      'h1',
      'h2',
      'li',
      'ul',
      'td',
      'tr',
      'table',
      'pre',
      'a href=x',
      'b',
      'br',
      'script',
      'div',
      'template',
      'select',
    ];
    const piece = fc.oneof(
      fc.constantFrom(...tags.flatMap((tag) => [`<${tag}>`, `</${tag}>`])),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.constantFrom('word', ' ', '\n', '&amp;', '\u200b', '\u0000'),
    );
    const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => `first ${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(soup, async (html) => expectSoundBlocks(await parse(html))),
      { seed: 7, numRuns: 150 },
    );
  });
});
