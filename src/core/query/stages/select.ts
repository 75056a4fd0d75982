import type { Catalogue } from '../../../ports/catalogue.ts';
import { CHUNK_LOOKUP_MAX, type ChunkRecord } from '../../../ports/document-store.ts';
import type { Scope } from '../../../ports/scope.ts';
import { defined } from '../../../shared/assert.ts';
import type { Passage } from '../../answer/passage.ts';
import type { Candidate } from '../query-state.ts';
import type { Stage } from '../stage.ts';
import { wantedPassages } from '../wanted-passages.ts';

/** Text an adaptive selection hands on, in characters: about 8,000 tokens, what a reader or a small model takes in. */
const ADAPTIVE_TEXT_MAX = 32_000;

/** The passages worth reading, with their text. */
export const select: Stage = {
  name: 'select',
  optional: false,
  async run(state, { ports }) {
    const { ranked, request, scope, principal } = state;
    const list = defined(ranked, 'fuse runs before select');
    const distinct = request.groupBy === 'document' ? bestOfEachDocument(list, scope, ports.catalogue) : list;
    const head = (await wantedPassages(distinct, state, ports.lexical)).slice(0, CHUNK_LOOKUP_MAX);
    const records = await ports.documents.chunks(
      principal.tenant,
      head.map(({ chunk }) => chunk),
    );
    const passages = join(head, records);
    const kept = request.topK === null ? withinText(passages) : passages;
    const staleCount = countStale(list, scope, ports.catalogue) + head.length - passages.length;
    return {
      adds: { passages: kept, staleCount },
      detail: { candidates: distinct.length, kept: kept.length, adaptive: request.topK === null, stale: staleCount },
    };
  },
};

function bestOfEachDocument(list: readonly Candidate[], scope: Scope, catalogue: Catalogue): readonly Candidate[] {
  const partition = catalogue.find(scope);
  const seen = new Set<string>();
  return list.filter(({ chunk }) => {
    const ordinal = partition?.ordinalOf(chunk);
    const document = ordinal === undefined ? undefined : partition?.documentAt(ordinal);
    if (document === undefined || seen.has(document)) return false;
    seen.add(document);
    return true;
  });
}

function countStale(list: readonly Candidate[], scope: Scope, catalogue: Catalogue): number {
  const partition = catalogue.find(scope);
  const visible = partition?.select(null);
  return list.filter(({ chunk }) => visible?.has(partition?.ordinalOf(chunk) ?? -1) !== true).length;
}

/** A chunk that was deleted since the search has no record any more, and drops out here. */
function join(head: readonly Candidate[], records: readonly ChunkRecord[]): readonly Passage[] {
  const byChunk = new Map(records.map((record) => [record.chunk, record]));
  return head.flatMap(({ chunk, lexical, dense, late, score }) => {
    const record = byChunk.get(chunk);
    if (record === undefined) return [];
    const { documentId, title, uri, headings, text, start, end } = record;
    return [{ chunk, documentId, title, uri, headings, text, start, end, score, lexical, dense, late }];
  });
}

function withinText(passages: readonly Passage[]): readonly Passage[] {
  let characters = 0;
  return passages.filter(({ text }, i) => {
    characters += text.length;
    return i === 0 || characters <= ADAPTIVE_TEXT_MAX;
  });
}
