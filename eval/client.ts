import { setTimeout as delay } from 'node:timers/promises';
import type { CorpusDocument } from './beir.ts';

const CALL_DOCUMENTS = 500;
const POLL_MS = 50;

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
  async rank(
    text: string,
    options: { pattern: string; collection: string; depth: number },
  ): Promise<readonly string[] | null> {
    const { pattern, collection, depth } = options;
    const body = {
      text,
      pattern,
      collection,
      top_k: depth,
      group_by: 'document',
      include_trace: false,
      cache: 'bypass',
    };
    const response = await fetch(`${this.#url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: { sources: readonly { document_id: string }[] } = JSON.parse(await response.text());
    return response.ok ? answer.sources.map(({ document_id }) => document_id) : null;
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
