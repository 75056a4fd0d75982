import type { Chunk } from '../../../ports/document-processor.ts';
import type { RevisionCommit } from '../../../ports/document-store.ts';
import { assert } from '../../../shared/assert.ts';
import type { Scheduler } from '../../../shared/scheduler.ts';
import { encodeSegment, type FeatureSegment } from './feature-codec.ts';
import { encodeLexicon } from './lexicon-row.ts';

/**
 * A revision as it goes to the writer: passages as offsets into the text (`[start, end)` pairs), which are sliced there, and
 * features as the rows they become; so the message is little more than the text and a few buffers.
 */
export type EncodedRevision = {
  readonly ingestId: string;
  readonly item: number;
  readonly tenant: string;
  readonly documentId: string;
  readonly revision: number;
  readonly title: string;
  readonly text: string;
  readonly language: string | null;
  readonly warnings: readonly string[];
  readonly offsets: Uint32Array;
  readonly headings: readonly (readonly string[])[];
  readonly segments: readonly FeatureSegment[];
  readonly lexicon: string;
};

/** Encodes one revision, giving way to the event loop between segments. */
export async function encodeRevision(revision: RevisionCommit, scheduler: Scheduler): Promise<EncodedRevision> {
  const { pending, title, text, language, warnings, chunks, features, lexicon } = revision;
  assert(chunks.length === features.length, 'every chunk has its features');
  const segments: FeatureSegment[] = [];
  let encoded = 0;
  do {
    if (encoded > 0) await scheduler.yieldToLoop();
    const segment = encodeSegment(features, encoded);
    segments.push(segment);
    encoded += segment.chunkCount;
  } while (encoded < features.length);
  return {
    ingestId: pending.ingestId,
    item: pending.item,
    tenant: pending.scope.tenant,
    documentId: pending.documentId,
    revision: pending.revision,
    title,
    text,
    language,
    warnings,
    offsets: offsetsOf(chunks, text),
    headings: chunks.map(({ headings }) => headings),
    segments,
    lexicon: encodeLexicon(lexicon),
  };
}

/** Bytes the message takes, roughly: what bounds the writer's queue. */
export function revisionBytes({ text, offsets, segments, lexicon }: EncodedRevision): number {
  const features = segments.reduce((total, { terms, data }) => total + terms.length + data.byteLength, 0);
  return 2 * (text.length + lexicon.length) + offsets.byteLength + features;
}

function offsetsOf(chunks: readonly Chunk[], text: string): Uint32Array {
  const offsets = new Uint32Array(2 * chunks.length);
  for (const [i, chunk] of chunks.entries()) {
    assert(text.startsWith(chunk.text, chunk.start), 'a passage is a slice of its text');
    assert(chunk.end - chunk.start === chunk.text.length, 'a passage is as long as its offsets say');
    offsets[2 * i] = chunk.start;
    offsets[2 * i + 1] = chunk.end;
  }
  return offsets;
}
