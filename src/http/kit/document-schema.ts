import { z } from 'zod';
import { DEFAULT_COLLECTION } from '../../ports/scope.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';
import { documentIdField, nameField } from './fields.ts';

/** Documents of one call: what one transaction takes in well under a second. */
export const DOCUMENTS_MAX = 1_000;
/** Characters of a title and a URI: what people write, and what a log line or a list can show. */
const TITLE_LENGTH_MAX = 1_000;
const URI_LENGTH_MAX = 2_048;
const TAGS_MAX = 64;
const TAG_LENGTH_MAX = 128;
const METADATA_KEYS_MAX = 64;
const METADATA_TEXT_MAX = 4_096;
const METADATA_VALUES_MAX = 256;
const CONTENT_TYPE_LENGTH_MAX = 200;

/** Schemes that run code in the browser of whoever follows a source. */
const ACTIVE_SCHEME = /^\s*(?:javascript|vbscript|data):/i;
/** Browsers pass over tabs and line ends in an address, so a scheme could hide behind them; terminals obey the others. */
const CONTROL = /\p{Cc}/u;

const scalar = z.union([z.string().max(METADATA_TEXT_MAX), z.number(), z.boolean()]);

export const tagsField = z
  .array(z.string().min(1).max(TAG_LENGTH_MAX).refine(isNotBlank, 'A tag must not be blank'))
  .max(TAGS_MAX)
  .describe('Labels to filter by; repeated ones count once.');

export const metadataField = z
  .record(nameField(), z.union([scalar, z.array(scalar).max(METADATA_VALUES_MAX)]))
  .refine((metadata) => Object.keys(metadata).length <= METADATA_KEYS_MAX, `At most ${METADATA_KEYS_MAX} fields`)
  .describe('Fields to filter by: texts, numbers, booleans, or lists of them.');

export const collectionField = z
  .string()
  .regex(COLLECTION_PATTERN, 'A collection has letters, digits, `_`, `.` and `-`, at most 128')
  .describe(`The shelf to put it on; ${DEFAULT_COLLECTION} when left out.`);

export const documentFields = {
  id: documentIdField()
    .optional()
    .describe('Kept, and sending it again replaces the document. Made from the content when left out.'),
  title: z.string().max(TITLE_LENGTH_MAX).optional().describe('Found in the content when left out.'),
  text: z.string().optional().describe('The content as text. Either this or content_base64.'),
  content_base64: z.string().optional().describe('The content as bytes; content_type says what they are.'),
  content_type: z
    .string()
    .min(1)
    .max(CONTENT_TYPE_LENGTH_MAX)
    .optional()
    .describe(
      'text/plain for text when left out; text/markdown, text/html, application/json, text/csv, application/pdf, DOCX.',
    ),
  uri: z
    .string()
    .min(1)
    .max(URI_LENGTH_MAX)
    .refine((uri) => !CONTROL.test(uri), 'A URI has no control characters')
    .refine((uri) => !ACTIVE_SCHEME.test(uri), 'A URI that runs code is not taken')
    .nullable()
    .optional()
    .describe('Where the document lives, for people who follow a source.'),
  tags: tagsField.optional(),
  metadata: metadataField.optional(),
  collection: collectionField.optional(),
};

const documentSchema = z.strictObject(documentFields).superRefine((document, context) => {
  for (const issue of contentIssues(document)) context.addIssue({ code: 'custom', ...issue });
});

/** One document, or a list of them under `documents`; one object shape, so that an unknown field is named wherever it stands. */
export const addDocumentsSchema = z
  .strictObject({
    ...documentFields,
    documents: z
      .array(documentSchema)
      .min(1)
      .max(DOCUMENTS_MAX)
      .optional()
      .describe('Many documents at once, in place of the fields of one.'),
  })
  .superRefine(({ documents, ...single }, context) => {
    if (documents === undefined) {
      for (const issue of contentIssues(single)) context.addIssue({ code: 'custom', ...issue });
      return;
    }
    for (const [field, value] of Object.entries(single)) {
      if (value === undefined) continue;
      const message = 'Send one document or a list of them, not both';
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

export type DocumentBody = z.output<typeof documentSchema>;
export type AddDocumentsBody = z.output<typeof addDocumentsSchema>;

/** The documents of a body, whichever form it has. */
export function documentsOf({ documents, ...single }: AddDocumentsBody): readonly DocumentBody[] {
  return documents ?? [single];
}

type ContentFields = Pick<DocumentBody, 'text' | 'content_base64' | 'content_type'>;

function contentIssues(document: ContentFields): readonly { readonly path: string[]; readonly message: string }[] {
  const { text, content_base64: base64, content_type: type } = document;
  if (text === undefined && base64 === undefined) {
    return [{ path: ['text'], message: 'A document has text, or content_base64 and content_type' }];
  }
  if (text !== undefined && base64 !== undefined) {
    return [{ path: ['content_base64'], message: 'A document has text or content_base64, not both' }];
  }
  if (base64 !== undefined && type === undefined) {
    return [{ path: ['content_type'], message: 'content_base64 needs its content_type' }];
  }
  return [];
}

function isNotBlank(text: string): boolean {
  return text.trim() !== '';
}
