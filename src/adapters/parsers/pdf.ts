import type { DocumentParser, ParsedDocument } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { bytesOf } from './decode.ts';
import { PDF_PAGES_MAX } from './limits.ts';
import { MEDIA_TYPES } from './media-type.ts';
import { joinLines, type PdfLine } from './pdf-paragraphs.ts';
import { propertyTitle } from './property-title.ts';
import { TextBuilder } from './text-builder.ts';

const FORMAT = { code: 'DOCUMENT_PDF_INVALID', name: 'PDF' } as const;
/** Readers look for the header in the first kilobyte; some files begin with a few stray bytes. */
const HEADER_WITHIN_BYTES = 1_024;

type Pdf = Awaited<ReturnType<typeof loadPdfjs>>;
type PdfDocument = Awaited<ReturnType<Pdf['getDocument']>['promise']>;

/** PDF: the text layer, page by page. What cannot be read becomes a warning, and the rest is kept. */
export function createPdfParser({ pagesMax = PDF_PAGES_MAX } = {}): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.pdf,
    async parse({ content }) {
      const bytes = bytesOf(content, FORMAT);
      if (!Buffer.from(bytes.subarray(0, HEADER_WITHIN_BYTES)).includes('%PDF-')) throw invalidPdf();
      const { getDocument } = await loadPdfjs();
      // Nothing is fetched, printed or run: no addresses of fonts are given, and only errors would be logged.
      const task = getDocument({
        // A copy, as the reader takes its buffer over.
        data: new Uint8Array(bytes),
        verbosity: 0,
        isEvalSupported: false,
        useSystemFonts: false,
        useWorkerFetch: false,
        useWasm: false,
        disableFontFace: true,
      });
      try {
        return await readDocument(await task.promise.catch(refuse), pagesMax);
      } finally {
        await task.destroy();
      }
    },
  };
}

/** Loaded with the first PDF: it is 1.6 MB of source. */
async function loadPdfjs() {
  const { getResolvedPDFJS } = await import('unpdf');
  return getResolvedPDFJS();
}

function refuse(cause: unknown): never {
  if (!(cause instanceof Error) || cause.name !== 'PasswordException') throw invalidPdf(cause);
  throw new CodedError(
    'DOCUMENT_PDF_ENCRYPTED',
    'The PDF is encrypted with a password. Save a copy without one and send that.',
    { cause },
  );
}

function invalidPdf(cause?: unknown): CodedError {
  return new CodedError(
    'DOCUMENT_PDF_INVALID',
    'The file is not a PDF, or it is damaged. Open it in a PDF reader, save it again and send the copy.',
    cause === undefined ? {} : { cause },
  );
}

async function readDocument(pdf: PdfDocument, pagesMax: number): Promise<ParsedDocument> {
  const builder = new TextBuilder();
  const pages = Math.min(pdf.numPages, pagesMax);
  if (pdf.numPages > pages) builder.warn(`Only the first ${pages} of the ${pdf.numPages} pages were read.`);
  let hasText = false;
  const failures: unknown[] = [];
  for (let number = 1; number <= pages; number++) {
    const paragraphs = await readPage(pdf, number).catch((error: unknown) => {
      builder.warn(`Page ${number} could not be read: ${messageOf(error)}`);
      failures.push(error);
      return null;
    });
    if (paragraphs?.length === 0) builder.warn(`Page ${number} has no text; scanned pages are not read.`);
    for (const paragraph of paragraphs ?? []) {
      builder.block('paragraph', paragraph);
      hasText = true;
    }
  }
  if (failures.length === pages) throw invalidPdf(failures[0]);
  if (!hasText) throw withoutText();
  return builder.finish(await titleOf(pdf, builder));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutText(): CodedError {
  return new CodedError(
    'DOCUMENT_EMPTY',
    'The PDF has no text to read; scanned pages are pictures. Run text recognition (OCR) on it and send the result.',
  );
}

async function readPage(pdf: PdfDocument, number: number): Promise<string[]> {
  const page = await pdf.getPage(number);
  try {
    const { items } = await page.getTextContent();
    return joinLines(linesOf(items));
  } finally {
    page.cleanup();
  }
}

type TextItems = Awaited<ReturnType<Awaited<ReturnType<PdfDocument['getPage']>>['getTextContent']>>['items'];

function linesOf(items: TextItems): PdfLine[] {
  const lines: PdfLine[] = [];
  let parts: string[] = [];
  let place: Omit<PdfLine, 'text'> | null = null;
  for (const item of items) {
    if (!('str' in item)) continue;
    if (item.str.trim() !== '') place ??= { baseline: Number(item.transform[5]), height: item.height };
    parts.push(item.str);
    if (!item.hasEOL) continue;
    if (place !== null) lines.push({ ...place, text: parts.join('') });
    parts = [];
    place = null;
  }
  if (place !== null) lines.push({ ...place, text: parts.join('') });
  return lines;
}

async function titleOf(pdf: PdfDocument, builder: TextBuilder): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata();
    return 'Title' in info ? propertyTitle(info.Title) : null;
  } catch (error) {
    builder.warn(`The properties could not be read: ${messageOf(error)}`);
    return null;
  }
}
