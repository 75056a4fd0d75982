import { zipSync } from 'fflate';
import type { DocumentParser } from '../../ports/document-parser.ts';
import { bytesOf } from './decode.ts';
import { invalidDocx } from './docx-error.ts';
import { readHtml } from './html.ts';
import { parseHtml, titleOf } from './html-tree.ts';
import { MEDIA_TYPES } from './media-type.ts';
import { propertyTitle } from './property-title.ts';
import { xmlProblem } from './xml-check.ts';
import { inflateArchive } from './zip-check.ts';

const FORMAT = { code: 'DOCUMENT_DOCX_INVALID', name: 'DOCX' } as const;
/** Text, styles, notes and relations; pictures and embedded files have no text to read. */
const NEEDED = /^(?:\[Content_Types\]\.xml|docProps\/core\.xml|(?:_rels|word)\/.*\.(?:xml|rels))$/;
/** The main part; some programs number it. */
const MAIN_PART = /^word\/document\d{0,3}\.xml$/;
const TITLE_PROPERTY = /<dc:title>([^<]{1,1000})<\/dc:title>/;
/** Characters of a part's name that a message repeats. */
const NAME_LENGTH_MAX = 100;
/** Added to mammoth's own map, which knows the styles Heading 1 to 6. */
const STYLE_MAP = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** DOCX: read as HTML by mammoth, once the archive is known to be harmless; the title is the document's property or first heading. */
export function createDocxParser(): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.docx,
    async parse({ content }) {
      const parts = await inflateArchive(bytesOf(content, FORMAT), (name) => NEEDED.test(name));
      if (![...parts.keys()].some((name) => MAIN_PART.test(name)))
        throw invalidDocx(
          'The archive has no "word/document.xml", so it is not a DOCX file. Send it with its own content type.',
        );
      for (const [name, part] of parts) assertXml(name, part);
      return readHtml(await toHtml(parts), titleProperty(parts.get('docProps/core.xml')));
    },
  };
}

function assertXml(name: string, part: Uint8Array): void {
  const problem = xmlProblem(part);
  if (problem === null) return;
  throw invalidDocx(
    `The part ${JSON.stringify(name.slice(0, NAME_LENGTH_MAX))} of the DOCX file ${problem}. Open it in a word processor and save it again.`,
  );
}

/** Mammoth reads a new archive of the parts that were measured, so that it sees no other ones than the check did. */
async function toHtml(parts: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const archive = zipSync(Object.fromEntries(parts), { level: 0 });
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(archive.buffer) },
      {
        styleMap: STYLE_MAP,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    );
    return value;
  } catch (cause) {
    throw invalidDocx('The DOCX file is damaged. Open it in a word processor and save it again.', cause);
  }
}

function titleProperty(core: Uint8Array | undefined): string | null {
  const title = TITLE_PROPERTY.exec(new TextDecoder().decode(core))?.[1];
  // XML and HTML write the same characters as entities, so a title element decodes them.
  return title === undefined ? null : propertyTitle(titleOf(parseHtml(`<title>${title}</title>`)));
}
