/** Elements within elements. Word nests tables and text boxes a few dozen deep; readers of XML take time quadratic in it. */
export const XML_DEPTH_MAX = 1_000;

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const QUOTES: ReadonlySet<number | undefined> = new Set([0x22, 0x27]);
/** What begins with `<!` or `<?`, and where it ends. */
const SPANS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * Why a part of a document is not given to a reader of XML, or null: what ends nowhere, begins nowhere or nests beyond `XML_DEPTH_MAX` takes such a
 * reader quadratic time, and a document type (which no DOCX has) can define entities that grow without end. One pass over the bytes.
 */
export function xmlProblem(xml: Uint8Array): string | null {
  const bytes = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
  let depth = 0;
  for (let at = bytes.indexOf(LESS); at >= 0; at = bytes.indexOf(LESS, at)) {
    const span = SPANS.find(([start]) => startsWith(bytes, at, start));
    if (span === undefined && startsWith(bytes, at, '<!')) return 'declares a document type';
    const end = span === undefined ? tagEnd(bytes, at) : spanEnd(bytes, at, span);
    if (end < 0) return 'has something that begins and never ends';
    if (span === undefined) depth += depthChange(bytes, at, end);
    if (depth < 0) return 'ends an element that it did not begin';
    if (depth > XML_DEPTH_MAX) return `nests elements more than ${XML_DEPTH_MAX.toLocaleString('en-US')} deep`;
    at = end;
  }
  return null;
}

function depthChange(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 1] === SLASH) return -1;
  return bytes[end - 2] === SLASH ? 0 : 1;
}

/** The place after the tag that begins at `start`, or -1; `>` may stand in the value of an attribute. */
function tagEnd(bytes: Buffer, start: number): number {
  let quote: number | null = null;
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (quote !== null) {
      if (byte === quote) quote = null;
    } else if (byte === GREATER) return at + 1;
    else if (byte !== undefined && QUOTES.has(byte)) quote = byte;
  }
  return -1;
}

function spanEnd(bytes: Buffer, start: number, [open, close]: readonly [string, string]): number {
  const end = bytes.indexOf(close, start + open.length);
  return end < 0 ? -1 : end + close.length;
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
