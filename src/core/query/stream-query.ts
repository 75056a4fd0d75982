import type { Principal } from '../../ports/scope.ts';
import { assert } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import type { QueryAnswer, Source } from './query-answer.ts';
import type { QueryRequest } from './query-request.ts';
import type { QueryService } from './query-service.ts';
import type { QueryState } from './query-state.ts';
import { responsePieces } from './response-pieces.ts';
import { stageInWords } from './stage-in-words.ts';
import { sourcesOf } from './to-answer.ts';
import type { Span } from './trace.ts';

/** One step of a query as it happens. `progress` in [0, 1] never falls and is 1 with `complete`, which comes last and once. */
export type StreamStep = { readonly progress: number } & (
  | { readonly type: 'thinking'; readonly words: string; readonly span: Span }
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  /** A piece of the response; `position` counts UTF-16 code units from its start. */
  | { readonly type: 'response'; readonly text: string; readonly position: number }
  | { readonly type: 'trace' | 'insights' | 'complete'; readonly answer: QueryAnswer }
);

export type StreamedQuery = {
  readonly request: QueryRequest;
  readonly principal: Principal;
  /** Ends the work; the stream then ends with its reason. */
  readonly signal: AbortSignal;
};

/**
 * Asks, and tells each stage as it really ends: what it found, the sources once they are chosen, the response once it is judged. Nothing
 * waits for effect. Throws what `QueryService.run` rejects with; leaving the loop ends the work.
 */
export async function* streamQuery(
  queries: Pick<QueryService, 'run'>,
  { request, principal, signal }: StreamedQuery,
): AsyncGenerator<StreamStep, void> {
  const left = new AbortController();
  const ends = AbortSignal.any([signal, left.signal]);
  const steps = new StepQueue(ends);
  const script = new StreamScript(request);
  try {
    ends.throwIfAborted();
    queries
      .run(request, principal, ends, ({ span, state }) => steps.push(script.afterStage(span, state)))
      .then(
        (answer) => steps.end(script.atEnd(answer)),
        (error: unknown) => steps.fail(error),
      );
    for (let batch = await steps.next(); batch !== null; batch = await steps.next()) yield* batch;
  } finally {
    left.abort(new CodedError('REQUEST_CANCELLED', 'Nobody follows this query any more.'));
  }
}

/** What a watcher has told and nobody has taken yet: a handful of batches for each stage of one walk, so its length is bounded by it. */
class StepQueue {
  readonly #batches: Iterable<StreamStep>[] = [];
  #ended = false;
  #failure: { readonly reason: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.fail(signal.reason), { once: true });
  }

  push(batch: Iterable<StreamStep>): void {
    this.#batches.push(batch);
    this.#wake();
  }

  end(batch: Iterable<StreamStep>): void {
    this.#ended = true;
    this.push(batch);
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  /** The next batch, or null after the last. An abort overtakes what waits: nobody wants it. */
  async next(): Promise<Iterable<StreamStep> | null> {
    for (;;) {
      const batch = this.#failure === null ? this.#batches.shift() : undefined;
      if (batch !== undefined) return batch;
      if (this.#failure !== null) throw this.#failure.reason;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** What is told after which stage, and what has been told already. */
class StreamScript {
  readonly #request: QueryRequest;
  #progress = 0;
  #shown: readonly number[] | null = null;
  #response: string | null = null;

  constructor(request: QueryRequest) {
    this.#request = request;
  }

  /** A generator for each part: a long response is cut into its pieces only as fast as they are taken. */
  *afterStage(span: Span, state: QueryState): Generator<StreamStep, void> {
    const { stages } = state.pattern;
    const place = stages.map(String).indexOf(span.name);
    this.#progress = Math.max(this.#progress, (place + 1) / stages.length);
    yield { type: 'thinking', progress: this.#progress, words: stageInWords(span, state), span };
    // Passages that were replaced while they were read are searched again; until then they are nobody's sources.
    if (state.passages !== undefined && (state.staleCount ?? 0) === 0) yield* this.#sources(sourcesOf(state));
    if (span.name === 'judge' && state.answer !== undefined) yield* this.#pieces(state.answer.response);
  }

  *atEnd(answer: QueryAnswer): Generator<StreamStep, void> {
    yield* this.#sources(answer.sources);
    if (this.#response === null) yield* this.#pieces(answer.response);
    assert(this.#response === answer.response, 'the response that was streamed is the one of the answer');
    if (this.#request.includeTrace) yield { type: 'trace', progress: this.#progress, answer };
    if (answer.insights !== null || answer.followUps.length > 0 || answer.relatedQueries.length > 0)
      yield { type: 'insights', progress: this.#progress, answer };
    yield { type: 'complete', progress: 1, answer };
  }

  /** Sources are told when they are chosen, and again only if they were chosen anew. */
  *#sources(sources: readonly Source[]): Generator<StreamStep, void> {
    if (!this.#request.includeSources) return;
    const chunks = sources.map(({ chunk }) => chunk);
    if (this.#shown?.length === chunks.length && chunks.every((chunk, i) => chunk === this.#shown?.[i])) return;
    this.#shown = chunks;
    yield { type: 'sources', progress: this.#progress, sources };
  }

  *#pieces(response: string): Generator<StreamStep, void> {
    this.#response = response;
    let position = 0;
    for (const text of responsePieces(response)) {
      yield { type: 'response', progress: this.#progress, text, position };
      position += text.length;
    }
  }
}
