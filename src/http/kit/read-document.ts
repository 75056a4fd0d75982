import type { NewDocument } from '../../core/ingest/new-document.ts';
import type { ContentSniffer } from '../../ports/document-parser.ts';
import { DEFAULT_COLLECTION } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import { cleanText } from '../../shared/text.ts';
import type { DocumentBody } from './document-schema.ts';

/** Base64 as RFC 4648 has it, padding included; `Buffer` alone would read past anything. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** A submitted document with its content decoded and looked at. Throws a `DOCUMENT_*` code for content that cannot be what it says. */
export function readDocument(body: DocumentBody, tenant: string, sniff: ContentSniffer): NewDocument {
  const contentType = body.content_type ?? 'text/plain';
  const content = body.text ?? decodeBase64(body.content_base64 ?? '');
  const refusal = sniff(contentType, content);
  if (refusal !== null) throw refusal;
  return {
    documentId: body.id ?? null,
    scope: { tenant, collection: body.collection ?? DEFAULT_COLLECTION },
    // A title stands in lists, headings and files: one line, nothing unseen.
    title: cleanText(body.title ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    uri: body.uri ?? null,
    tags: [...new Set(body.tags)],
    metadata: body.metadata ?? {},
    contentType,
    content,
  };
}

function decodeBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !BASE64.test(text)) {
    throw new CodedError(
      'DOCUMENT_BASE64_INVALID',
      'content_base64 is not base64 (RFC 4648, with padding, without white space).',
    );
  }
  return Buffer.from(text, 'base64');
}
