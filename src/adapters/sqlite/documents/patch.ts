import type { DocumentRecord } from '../../../ports/document-store.ts';
import type { Metadata } from '../../../ports/filter.ts';
import type { Statements } from '../statements.ts';
import { findDocument } from './document-row.ts';

export type PatchInput = {
  readonly tenant: string;
  readonly documentId: string;
  readonly tags: readonly string[] | null;
  readonly metadata: Metadata | null;
  readonly enabled: boolean | null;
  readonly nowMs: number;
};

const PATCH_DOCUMENT = `UPDATE documents SET tags = coalesce(?3, tags), metadata = coalesce(?4, metadata),
  enabled = coalesce(?5, enabled), updated_at_ms = ?6 WHERE tenant = ?1 AND document_id = ?2`;
const PATCH_ITEMS = `UPDATE ingest_items SET tags = coalesce(?3, tags), metadata = coalesce(?4, metadata)
  WHERE tenant = ?1 AND document_id = ?2`;

/** Null leaves a field as it is. A revision that waits to be processed is changed too: the patch came after it. */
export function patchDocument(statements: Statements, input: PatchInput): DocumentRecord | null {
  const { tenant, documentId, enabled, nowMs } = input;
  const tags = input.tags === null ? null : JSON.stringify(input.tags);
  const metadata = input.metadata === null ? null : JSON.stringify(input.metadata);
  const visible = enabled === null ? null : Number(enabled);
  statements.run(PATCH_DOCUMENT, tenant, documentId, tags, metadata, visible, nowMs);
  statements.run(PATCH_ITEMS, tenant, documentId, tags, metadata);
  return findDocument(statements, tenant, documentId)?.record ?? null;
}
