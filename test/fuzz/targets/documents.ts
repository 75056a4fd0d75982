import { strToU8, zipSync } from 'fflate';
import { languageOf } from '../../../src/adapters/parsers/language.ts';
import { parserFor } from '../../../src/adapters/parsers/parser-for.ts';
import { contentSniffer } from '../../../src/adapters/parsers/sniff.ts';
import type { ParsedDocument } from '../../../src/ports/document-parser.ts';
import { cleanText } from '../../../src/shared/text.ts';
import { docxBytes, docxFiles, docxParagraph, docxTable } from '../../support/docx.ts';
import { pdfBytes } from '../../support/pdf.ts';
import { type FuzzTarget, must, textTarget } from '../fuzz-target.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const PARSERS = 'src/adapters/parsers';
const DECODE = [`${PARSERS}/decode.ts`, `${PARSERS}/parser-for.ts`, `${PARSERS}/media-type.ts`];
const BUILDER = [`${PARSERS}/text-builder.ts`, `${PARSERS}/heading-path.ts`];
const HTML = ['html', 'html-tree', 'html-text', 'html-elements', 'html-link'].map((name) => `${PARSERS}/${name}.ts`);

/** A parsed document is clean text with blocks in order and apart, whatever it was made of. */
function checkParsed({ text, blocks, links }: ParsedDocument): void {
  must(cleanText(text) === text, 'the text is not clean');
  let end = 0;
  for (const block of blocks) {
    must(block.start >= end && block.end > block.start && block.end <= text.length, 'blocks are not in order');
    end = block.end;
  }
  for (const { href } of links) must(!/^\s*(?:javascript|data|vbscript|file):/i.test(href), `a link to ${href}`);
}

/** Parses the bytes, and shows that the sniffer never refuses what a parser would take. */
async function parse(contentType: string, content: Uint8Array): Promise<void> {
  const refusal = contentSniffer(contentType, content);
  const document = await parserFor(contentType).parse({ title: '', contentType, content });
  must(refusal === null, `the sniffer refuses what can be read: ${refusal?.message}`);
  checkParsed(document);
}

/** The same content as text, as a JSON body carries it. */
async function parseText(contentType: string, content: string): Promise<void> {
  contentSniffer(contentType, content);
  checkParsed(await parserFor(contentType).parse({ title: '', contentType, content }));
}

const MARKDOWN_SEED = `---\ntitle: "Tea"\n---\n# One *two* \`x\`\n\nText with a [link](to.md "t"), [ref][L], [[page|alias]], ![i](i.png), <https://a.example> and https://b.example.\n\n- one\n  - two\n\n1. three\n\n> quoted\n> - deep\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n\`\`\`js\ncode\n\`\`\`\n\nSet\n===\n\n<div>html</div>\n\n[l]: https://c.example 'x'\n`;
const MARKDOWN_PIECES =
  '[ ] ( ) ![ ]( [[ ]] < > <! <!-- --> ` ``` ~~~ * ** _ __ ~ # ## > - + 1. | |- :-: == --- *** \\ & &amp; " \' ! [^1] [a]: \\[ https://'.split(
    ' ',
  );
const HTML_SEED = `<!doctype html><html><head><title>Tea &amp; time</title><style>p{}</style></head><body><nav>x</nav><h1>One</h1><p hidden>no</p><p>Text <b>bold</b> <a href="https://a.example/?a=1&amp;b=2">link</a><br>more<ul><li>one<li>two</ul><table><tr><th>a<th>b<tr><td>1<td>2</table><pre>code\n  x</pre><!-- c --><svg><text>t</text></svg><template>u</template></body></html>`;
const HTML_PIECES =
  '<p> </p> <b> </b> <table> <tr> <td> <a href=x> <li> <ul> <pre> <h1> <select> <option> <svg> <math> <template> <script> </script> <style> <textarea> <title> <!-- --> <![CDATA[ ]]> <!doctype &amp; &#x10ffff; &#0; < > = " \' <form> <body> <frameset> <font> <nobr> <button>'.split(
    ' ',
  );
const JSON_PIECES =
  '{ } [ ] [[ {"a": , : "a" "\\u0000" "\\ud800" \\ true false null 1 -0 1e400 12345678901234567890 0.1234567890123456789 {} [] "__proto__":'.split(
    ' ',
  );
const CSV_PIECES = [',', ';', '\t', '"', '""', '\n', '\r\n', '\r', 'a', '"a', 'a"', '=1+1', '\ufeff', ',,,', '","'];

/** The parts of a PDF around which its readers loop: objects, references, streams, tables of offsets. */
const PDF_PIECES =
  '<< >> [ ] ( ) obj endobj stream endstream xref trailer startxref %%EOF /Kids /Parent /Length /Filter /FlateDecode /ASCII85Decode /LZWDecode /Prev /Type /Page /Pages /Contents /Font /ToUnicode /Root /Size /ObjStm /XRef /DecodeParms /Predictor 0 R 1 2 5 6 -1 99999999 BT ET Tj TJ Tf Tm Do q Q'.split(
    ' ',
  );

/** Each `q` makes the library's state one link longer in a chain that every look-up walks: 16,000 of them take six seconds. */
const STATES_MAX = 1_000;
const SLOW_PDF = {
  tells: (input: Buffer) => input.filter((byte) => byte === 0x71).length > STATES_MAX,
  boundedBy: 'the time a thread has for one document',
};
const PDF_PROMISES =
  'the library prepares pages nobody asked for; a thread that reads documents takes their failures for warnings';

const PDF_SEEDS = [
  pdfBytes(
    [
      [
        { text: 'Green tea costs five euro.', y: 700 },
        { text: 'A second line.', y: 680 },
      ],
    ],
    'Tea',
  ),
  pdfBytes([[{ text: 'One', y: 700 }], [{ text: 'Two', y: 700, size: 20 }], { stream: 'q 1 0 0 1 0 0 cm Q' }]),
];
const DOCX_BODY = `${docxParagraph('Title', 'Title')}${docxParagraph('One', 'Heading1')}${docxParagraph('Text')}<w:p><w:hyperlink r:id="l1"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>${docxTable(
  [
    ['a', 'b'],
    ['1', '2'],
  ],
)}`;
const XML_PIECES =
  '<w:p> </w:p> <w:r> </w:r> <w:t> </w:t> <w:tbl> <w:tr> <w:tc> </w:tc> <w:sdt> <w:hyperlink> <w:numPr> <mc:AlternateContent> <!DOCTYPE <!ENTITY <![CDATA[ ]]> &amp; &lt; &a; <?xml <!-- --> xmlns:w="x" w:val=" /> < > "'.split(
    ' ',
  );
const ZIP_PIECES = [
  'PK\u0003\u0004',
  'PK\u0001\u0002',
  'PK\u0005\u0006',
  'PK\u0006\u0006',
  '\u0000\u0000',
  'word/document.xml',
  '../',
];

export const DOCUMENT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'text/plain',
    modules: [...DECODE, `${PARSERS}/plain-text.ts`],
    seeds: [
      'One paragraph.\n\nTwo\nlines.\n',
      new Uint8Array([0xff, 0xfe, 0x41, 0, 0x0a, 0]),
      new Uint8Array([0xfe, 0xff, 0, 0x41]),
    ],
    pieces: ['\n\n', '\n', 'a', '\u00ff\u00fe', 'e\u0301', '\u0301'],
    run: (input) => parse('text/plain', input),
  },
  {
    name: 'text/markdown',
    modules: ['markdown', 'markdown-blocks', 'markdown-inline', 'markdown-segments'].map(
      (name) => `${PARSERS}/${name}.ts`,
    ),
    seeds: [MARKDOWN_SEED],
    pieces: MARKDOWN_PIECES,
    run: (input) => parse('text/markdown', input),
  },
  {
    name: 'text/html',
    modules: [...HTML, ...BUILDER],
    seeds: [HTML_SEED],
    pieces: HTML_PIECES,
    // Many rules of the standard look through all open elements; how much of that a page may cause is bounded by `html-tree.ts`.
    noticedMs: 200,
    run: (input) => parse('text/html', input),
  },
  {
    name: 'application/pdf',
    modules: ['pdf', 'pdf-paragraphs', 'property-title'].map((name) => `${PARSERS}/${name}.ts`),
    seeds: PDF_SEEDS,
    pieces: PDF_PIECES,
    slow: SLOW_PDF,
    leavesPromises: PDF_PROMISES,
    run: (input) => parse('application/pdf', input),
  },
  {
    name: 'page of a PDF',
    modules: [`${PARSERS}/pdf.ts`],
    seeds: ['BT /F1 12 Tf 1 0 0 1 50 700 Tm (Green tea) Tj ET', 'q BT /F1 9 Tf [(a) -250 (b)] TJ T* (c) Tj ET Q'],
    pieces: PDF_PIECES,
    slow: SLOW_PDF,
    leavesPromises: PDF_PROMISES,
    run: (input) => parse('application/pdf', pdfBytes([{ stream: Buffer.from(input).toString('latin1') }])),
  },
  {
    name: 'DOCX archive',
    modules: ['docx', 'zip-check', 'zip-entries', 'xml-check'].map((name) => `${PARSERS}/${name}.ts`),
    seeds: [docxBytes(DOCX_BODY, 'Tea')],
    pieces: ZIP_PIECES,
    run: (input) => parse(DOCX, input),
  },
  {
    name: 'XML of a DOCX',
    modules: [`${PARSERS}/docx.ts`],
    seeds: [DOCX_BODY],
    pieces: XML_PIECES,
    run: (input) => parse(DOCX, docxBytes(Buffer.from(input).toString('utf8'))),
  },
  {
    name: 'parts of a DOCX',
    modules: [`${PARSERS}/docx.ts`],
    seeds: Object.values(docxFiles(DOCX_BODY, 'Tea &amp; time')),
    pieces: XML_PIECES,
    run: (input) => {
      const files = docxFiles(DOCX_BODY, '');
      const names = ['docProps/core.xml', 'word/styles.xml', '_rels/.rels', 'word/numbering.xml', 'word/footnotes.xml'];
      const name = names[(input[0] ?? 0) % names.length] ?? '';
      return parse(DOCX, zipSync({ ...files, [name]: input, 'word/media/a.png': strToU8('x') }, { level: 0 }));
    },
  },
  ...['application/json', 'application/x-ndjson'].map((type) => ({
    name: type,
    modules: ['json', 'json-lines', 'json-tokens'].map((name) => `${PARSERS}/${name}.ts`),
    seeds: ['{"title":"Tea","rows":[{"a":1,"b":[1,2]},{"a":null}],"n":12345678901234567890}', '{"a":1}\n{"a":2}\n'],
    pieces: [...JSON_PIECES, '\n'],
    run: (input: Uint8Array) => parse(type, input),
  })),
  ...['text/csv', 'text/tab-separated-values'].map((type) => ({
    name: type,
    modules: [`${PARSERS}/csv.ts`],
    seeds: ['name,price\n"Green, tea",5\n"a ""b""",6\n', 'a;b\r\n1;2\r\n', 'a\tb\n1\t2\n'],
    pieces: CSV_PIECES,
    run: (input: Uint8Array) => parse(type, input),
  })),
  textTarget({
    name: 'content as text of a body',
    modules: [`${PARSERS}/sniff.ts`, `${PARSERS}/media-type.ts`],
    seeds: [
      `text/html\n${HTML_SEED}`,
      `text/markdown\n${MARKDOWN_SEED}`,
      'application/json\n{"a":1}',
      'text/csv\na,b\n1,2',
    ],
    pieces: ['\n', 'text/plain\n', 'text/csv\n', 'application/pdf\n', ';', 'charset=', '{', '<p>', '# '],
    read: (text) => {
      const line = text.indexOf('\n');
      return parseText(text.slice(0, Math.max(0, line)), text.slice(line + 1));
    },
  }),
  textTarget({
    name: 'language of a text',
    modules: [`${PARSERS}/language.ts`],
    seeds: [
      'The quick brown fox jumps over the lazy dog and runs away from it.',
      'Це речення написане українською мовою.',
    ],
    pieces: ['the ', 'і ', '的', 'ا', 'ß', '1 '],
    read: (text) => languageOf(text),
  }),
];
