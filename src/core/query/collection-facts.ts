import type { CollectionFacts } from '../answer/analyze/collection-facts.ts';
import type { QueryState } from './query-state.ts';
import type { QueryPorts } from './stage.ts';

/** Passages that are counted for a mention; a topic in more of them is "at least so many" documents. */
const MENTIONS_MAX = 10_000;

type Asked = Pick<QueryState, 'scope' | 'request' | 'tool' | 'understanding' | 'passages'>;

/** Counts over everything that is visible and passes the filter of the request, and what is known of the passages' documents. */
export async function collectionFacts(
  { scope, request, tool, understanding, passages = [] }: Asked,
  { catalogue, lexical }: Pick<QueryPorts, 'catalogue' | 'lexical'>,
  signal: AbortSignal,
): Promise<CollectionFacts> {
  const partition = catalogue.find(scope);
  const documentsOf = (chunks: Iterable<number>): number => {
    const documents = new Set<string>();
    for (const chunk of chunks) {
      const document = partition?.documentAt(partition.ordinalOf(chunk) ?? -1);
      if (document !== undefined) documents.add(document);
    }
    return documents.size;
  };
  const terms = tool?.topic === '' ? [] : (understanding?.lexical.terms ?? []);
  const phrase = terms.map(({ term }) => term);
  const query = { terms, phrases: phrase.length === 0 ? [] : [phrase] };
  const hits =
    phrase.length === 0
      ? null
      : await lexical.search(scope, query, { limit: MENTIONS_MAX, filter: request.filter, signal });
  const described = passages.map(({ documentId }) => {
    const { tags = [], metadata = {} } = partition?.facts(documentId) ?? {};
    return [documentId, { tags, metadata }] as const;
  });
  return {
    documents: partition === undefined ? 0 : visibleDocuments(partition, request.filter),
    mentioning:
      hits === null
        ? null
        : { documents: documentsOf(hits.map(({ chunk }) => chunk)), exact: hits.length < MENTIONS_MAX },
    described: new Map(described),
  };
}

type Partition = NonNullable<ReturnType<QueryPorts['catalogue']['find']>>;

/** All visible documents, or those of which a passage satisfies the filter. */
function visibleDocuments(partition: Partition, filter: QueryState['request']['filter']): number {
  if (filter === null) return partition.documentCount;
  const selected = partition.select(filter);
  const documents = new Set<string>();
  for (let ordinal = 0; ordinal < partition.ordinalLimit; ordinal++) {
    const document = selected.has(ordinal) ? partition.documentAt(ordinal) : undefined;
    if (document !== undefined) documents.add(document);
  }
  return documents.size;
}
