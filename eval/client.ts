import { setTimeout as delay } from 'node:timers/promises';
import type { CorpusDocument } from './beir.ts';

const CALL_DOCUMENTS = 500;
const POLL_MS = 50;

type FindOptions = { readonly pattern: string; readonly collection: string; readonly depth: number };
type FoundBody = { readonly answered: boolean; readonly sources: readonly { readonly document_id: string }[] };

/** A question as the server would rather have it. */
export type EnhancedText = {
  readonly original: string;
  readonly enhanced: string;
  readonly enhancements: readonly { readonly kind: string; readonly from: string; readonly to: string }[];
};

/** The few calls an evaluation needs, over HTTP as any client makes them. */
export class Client {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Puts documents in and returns when all are searchable. Throws when one is refused or fails. */
  async ingest(corpus: readonly CorpusDocument[], collection: string): Promise<void> {
    const open: string[] = [];
    for (let i = 0; i < corpus.length; i += CALL_DOCUMENTS) {
      const documents = corpus.slice(i, i + CALL_DOCUMENTS).map((document) => ({ ...document, collection }));
      const answer = await this.#json('POST', '/api/documents', { documents });
      if (answer.rejected?.length > 0)
        throw new Error(`documents were rejected: ${JSON.stringify(answer.rejected.slice(0, 3))}`);
      open.push(answer.ingest_id);
    }
    for (const id of open) await this.#finished(id);
  }

  /** Ids of the documents, best first; null when the request failed. */
  async rank(text: string, options: FindOptions): Promise<readonly string[] | null> {
    const response = await this.#ask(text, options);
    const answer: FoundBody = JSON.parse(await response.text());
    return response.ok ? answer.sources.map(({ document_id }) => document_id) : null;
  }

  /** Ids of the documents, best first, and whether there was an answer. Throws when the request failed. */
  async find(
    text: string,
    options: FindOptions,
  ): Promise<{ readonly ranked: readonly string[]; readonly answered: boolean }> {
    const response = await this.#ask(text, options);
    const answer: FoundBody = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`the query gave ${response.status}: ${JSON.stringify(answer)}`);
    return { ranked: answer.sources.map(({ document_id }) => document_id), answered: answer.answered };
  }

  /** What the server would make of a question. */
  enhance(text: string, collection: string): Promise<EnhancedText> {
    return this.#json('POST', '/api/query/enhance', { text, collection });
  }

  #ask(text: string, { pattern, collection, depth }: FindOptions): Promise<Response> {
    const grouping = { top_k: depth, group_by: 'document', include_trace: false, cache: 'bypass' };
    return fetch(`${this.#url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, pattern, collection, ...grouping }),
    });
  }

  async #finished(ingestId: string): Promise<void> {
    for (;;) {
      const ingest = await this.#json('GET', `/api/ingests/${ingestId}`);
      if (ingest.failed > 0) throw new Error(`documents failed: ${JSON.stringify(ingest.errors)}`);
      if (ingest.state === 'done') return;
      await delay(POLL_MS);
    }
  }

  async #json(method: string, path: string, body?: unknown) {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${this.#url}${path}`, { method, ...init });
    const answer = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
