import { parserFor } from '../../../src/adapters/parsers/parser-for.ts';
import { loadTokenTable } from '../../../src/adapters/static-embedder/token-table.ts';
import { MODEL_FOLDER } from '../../../src/compose/model-folder.ts';
import { yearsIn } from '../../../src/core/answer/analyze/read-series.ts';
import { chooseTool } from '../../../src/core/answer/choose-tool.ts';
import { cleanMarkup } from '../../../src/core/answer/clean-markup.ts';
import { comparedThings } from '../../../src/core/answer/compare/compared-things.ts';
import { VALUE_KINDS } from '../../../src/core/answer/extract/asked-kinds.ts';
import { findValues } from '../../../src/core/answer/extract/find-values.ts';
import { HeadingTexts } from '../../../src/core/answer/heading-texts.ts';
import { readSentences, readWords } from '../../../src/core/answer/read-text.ts';
import { memberName } from '../../../src/core/collaboration/member-name.ts';
import { addQuestionMark } from '../../../src/core/enhance/add-question-mark.ts';
import { questionWords } from '../../../src/core/enhance/question-words.ts';
import { processDocument } from '../../../src/core/ingest/process-document.ts';
import { motifsOf } from '../../../src/core/insight/motifs.ts';
import { reasoningTypeOf } from '../../../src/core/insight/reasoning-type.ts';
import { foldPrefix, foldText } from '../../../src/core/learning/fold-text.ts';
import { findDefinitions } from '../../../src/core/lexicon/abbreviation-definitions.ts';
import { findDefinedTerms } from '../../../src/core/lexicon/defined-terms.ts';
import { checkText, QUERY_TEXT_MAX } from '../../../src/core/query/check-text.ts';
import { analyseQuery } from '../../../src/core/retrieval/analyse-text.ts';
import { questionKey } from '../../../src/core/retrieval/question-key.ts';
import { lateShareOf } from '../../../src/core/retrieval/question-shape.ts';
import { cutAtSentence } from '../../../src/core/template/cut-at-sentence.ts';
import { fillTemplate } from '../../../src/core/template/fill-template.ts';
import { parseTemplate } from '../../../src/core/template/parse-template.ts';
import { inertCell } from '../../../src/features/export/inert-cell.ts';
import { toCell } from '../../../src/features/export/to-csv.ts';
import { safeFileName } from '../../../src/http/kit/attachment.ts';
import { nameKey } from '../../../src/shared/name-key.ts';
import { cleanText } from '../../../src/shared/text.ts';
import { type FuzzTarget, INPUT_BYTES_MAX, must, textTarget } from '../fuzz-target.ts';

const CORE = 'src/core';
const table = await loadTokenTable(MODEL_FOLDER);

/** A passage with everything that its readers look for: markup, values, names, abbreviations, series, quotes. */
const PASSAGE = `# Tea\n\nGreen tea (Camellia sinensis, CS) costs **€1,250.50** on 3 May 2024, 12 % more than in 2023. "Tea," said Dr. Ann O'Neil, "is called *cha*." See [1], [a link](https://a.example/x?y=1) and mail@a.example.\n- The Tea Act (TA) of 1773 is defined as law.\n| a | 1 |\n`;
const PASSAGE_PIECES =
  `( ) [ ] * ** _ __ \` ~~ # > - | . ? ! " ' “ ” , ; : @ a@ .b www. https:// € $1 1, 000 1.5 % 2024 - – A. Dr. The of and is called defined as i.e. e.g. US$ million Ⅷ 茶`.split(
    ' ',
  );
const QUESTION =
  'What is the difference between "green tea" and black tea in terms of price, and how many cups vs. pots?';
const QUESTION_PIECES =
  `what is the difference between and vs versus in terms of how many compare summarize list define " “ ” « » ? ! . , ' - ' ( ) \` < > C++ e.g. tea 茶 2024 please explain can you`.split(
    ' ',
  );

const question = (name: string, modules: readonly string[], read: (text: string) => unknown): FuzzTarget =>
  textTarget({
    name,
    modules: modules.map((module) => `${CORE}/${module}.ts`),
    seeds: [QUESTION, 'Summarize the tea trade', 'List all prices of tea in 2024'],
    pieces: QUESTION_PIECES,
    bytesMax: QUERY_TEXT_MAX,
    // Questions are read in their normal form, whatever was sent.
    read: (text) => read(checkText(text).sanitized),
  });

/** Bytes of one sentence: passages are cut at 1,000 characters of up to four bytes before their sentences are read further. */
const SENTENCE_BYTES_MAX = 4_000;

const passage = (
  name: string,
  modules: readonly string[],
  read: (text: string) => unknown,
  bytesMax = INPUT_BYTES_MAX,
): FuzzTarget =>
  textTarget({
    bytesMax,
    name,
    modules: modules.map((module) => `${CORE}/${module}.ts`),
    seeds: [PASSAGE],
    pieces: PASSAGE_PIECES,
    read: (text) => read(cleanText(text)),
  });

export const TEXT_TARGETS: readonly FuzzTarget[] = [
  textTarget({
    name: 'text in its normal form',
    modules: ['src/shared/text.ts'],
    seeds: ['e\u0301 \u212b\r\n\u202eabc\u2069', 'क्षि 한글 한글'],
    pieces: ['\u0301', '\u1100', '\u1161', '\u11a8', '\u0345', '\u200d', '\u{e0001}', '\r', '\u2029', '\u0085'],
    read: (text) => {
      const clean = cleanText(text);
      must(cleanText(clean) === clean, 'cleaning twice gives another text');
      must(
        !/[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u.test(clean.replace(/[\n\t]/g, '')),
        'unseen characters are left',
      );
    },
  }),
  textTarget({
    name: 'text of a question',
    modules: [`${CORE}/query/check-text.ts`],
    seeds: [QUESTION, '<script>alert(1)</script>'],
    pieces: [...QUESTION_PIECES, '<script', 'javascript:', 'onerror=', '\u202e', '\u0000'],
    bytesMax: 100_000,
    read: (text) => {
      const { sanitized, valid } = checkText(text);
      must(checkText(sanitized).sanitized === sanitized, 'a checked text is not in its normal form');
      must(!valid || sanitized.length <= QUERY_TEXT_MAX, 'a text beyond the limit is valid');
    },
  }),
  passage(
    'way of a document',
    [
      'ingest/process-document',
      'ingest/chunker',
      'ingest/sentences',
      'ingest/sections',
      'ingest/pieces',
      'lexicon/find-lexicon',
      'lexicon/scan-names',
      'retrieval/analyse-text',
    ],
    async (text) => {
      const encode = async (texts: readonly string[]) =>
        texts.map(() => ({ embedding: { scale: 1, values: new Int16Array(0) }, pieces: new Uint16Array(0) }));
      const processed = await processDocument(
        { title: '', contentType: 'text/markdown', content: text },
        { parserFor, encode, languageOf: () => null },
      );
      for (const { start, end, text: words } of processed.chunks)
        must(processed.text.slice(start, end) === words, 'a passage is no slice');
    },
  ),
  passage(
    'definitions and names',
    ['lexicon/abbreviation-definitions', 'lexicon/defined-terms', 'lexicon/name-words', 'ingest/abbreviations'],
    (text) => {
      findDefinitions(text);
      findDefinedTerms(text);
      nameKey(text);
    },
  ),
  textTarget({
    name: 'word pieces',
    modules: ['src/adapters/static-embedder/word-piece-tokenizer.ts', 'src/adapters/static-embedder/normalise.ts'],
    seeds: [PASSAGE, '茶 чай τσάι'],
    pieces: [...PASSAGE_PIECES, 'antidisestablishmentarianism', 'ﬁ', '\u0301'],
    read: (text) => {
      for (const piece of table.tokenize(text)) must(piece < table.rows, 'a piece is not of the table');
    },
  }),
  passage('sentences of a passage', ['answer/read-text', 'answer/heading-texts', 'answer/scan-words'], (text) => {
    const headings = new HeadingTexts({ title: 'Tea', headings: ['Green tea', text.slice(0, 200)] });
    for (const { start, end } of readSentences(text)) headings.has(text.slice(start, end));
    readWords(text);
  }),
  passage('markup of a sentence', ['answer/clean-markup'], (text) => cleanMarkup(text), SENTENCE_BYTES_MAX),
  passage(
    'values of a sentence',
    ['answer/extract/find-values', 'answer/analyze/read-series'],
    (text) => {
      findValues(text, VALUE_KINDS);
      yearsIn(text);
    },
    SENTENCE_BYTES_MAX,
  ),
  question(
    'tool of a question',
    ['answer/choose-tool', 'answer/tool-rules', 'answer/compare/compared-things'],
    (text) => {
      chooseTool({ text });
      comparedThings(text);
    },
  ),
  question('kind of a question', ['insight/reasoning-type', 'insight/motifs', 'retrieval/question-shape'], (text) => {
    reasoningTypeOf(text, 'answer');
    motifsOf(text);
    lateShareOf(text);
  }),
  question(
    'words of a question',
    [
      'enhance/question-words',
      'enhance/add-question-mark',
      'retrieval/question-key',
      'retrieval/fold-words',
      'learning/fold-text',
    ],
    (text) => {
      for (const { start, end } of questionWords(text))
        must(start < end && end <= text.length, 'a word outside of its text');
      addQuestionMark(text);
      analyseQuery(text);
      must(questionKey(questionKey(text)) === questionKey(text), 'the key of a key is another key');
      foldText(text);
      foldPrefix(text);
    },
  ),
  textTarget({
    name: 'placeholders of a template',
    modules: [
      `${CORE}/template/parse-template.ts`,
      `${CORE}/template/fill-template.ts`,
      `${CORE}/template/cut-at-sentence.ts`,
    ],
    seeds: ['What is {topic} in {{braces}}, {other-one}?'],
    pieces: ['{', '}', '{{', '}}', '{a}', '{a', 'a}', '{constructor}', '{ü}', '{a{b}}'],
    bytesMax: 40_000,
    read: (text) => {
      const template = parseTemplate(text, 'template');
      const values = new Map(template.placeholders.map((name) => [name, '{x} $& }']));
      must(fillTemplate(template, values).length <= QUERY_TEXT_MAX, 'a text beyond the limit');
      must(cutAtSentence(text, 100).length <= 100, 'a cut text is too long');
    },
  }),
  textTarget({
    name: 'cell and file name of an export',
    modules: ['src/features/export/inert-cell.ts', 'src/features/export/to-csv.ts', 'src/http/kit/attachment.ts'],
    seeds: ['=1+1', '\t=cmd|x', '-5', '+1', '@a', 'plain'],
    pieces: [
      '=',
      '+',
      '-',
      '@',
      '|',
      '%',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      ';',
      '＝',
      '﹢',
      '\u00a0',
      '\u200b',
      '../',
      '.',
      '\u2212',
    ],
    read: (text) => {
      const cell = inertCell(text);
      must(
        /^-?\d/.test(cell) || !/^[\p{Z}\p{C}\s]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]/u.test(cell),
        'a cell begins a formula',
      );
      must(/^(?:[^",\r\n]*|"(?:[^"]|"")*")$/.test(toCell(text)), 'a cell is not quoted');
      must(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,119}$/.test(safeFileName(text)), 'a file name is not safe');
    },
  }),
  textTarget({
    name: 'name of a member',
    modules: [`${CORE}/collaboration/member-name.ts`],
    seeds: ['Ann', ' Ann  Lee '],
    pieces: ['<', '>', '\u202e', '\u3164', '\u{e0041}'],
    read: (text) => must(!/[<>\p{Cc}]/u.test(memberName(text)), 'a name holds what it must not'),
  }),
];
