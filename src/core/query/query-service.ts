import type { Principal } from '../../ports/scope.ts';
import { newId } from '../../shared/ids.ts';
import { choosePattern } from './choose-pattern.ts';
import type { QueryAnswer } from './query-answer.ts';
import type { QueryRequest } from './query-request.ts';
import type { QueryState } from './query-state.ts';
import { Remembering } from './remembering.ts';
import type { QueryPorts, Stage, StageContext } from './stage.ts';
import { STAGES } from './stages.ts';
import { toAnswer } from './to-answer.ts';
import { type StageName, TraceRecorder } from './trace.ts';

/** Told of every walk when it has ended, for metrics and logs; must not throw. */
export type QueryObserver = {
  readonly answered: (answer: QueryAnswer) => void;
  readonly failed: (error: unknown, request: QueryRequest) => void;
};

export type QueryServiceOptions = {
  readonly observer: QueryObserver;
  /** Whether answers are remembered: history, export and the debug view read from there. */
  readonly keepHistory: boolean;
};

/**
 * Milliseconds before each new search. A new revision is in the records a moment before it is in the indexes: the time that
 * a group of 64 documents takes into the indexes, at most tens of milliseconds.
 */
const SEARCH_AGAIN_AFTER_MS = [0, 2, 8, 32] as const;

/** The one way in: every door asks here, and every answer has walked the stages of its pattern. */
export class QueryService {
  readonly #ports: QueryPorts;
  readonly #observer: QueryObserver;
  readonly #remembering: Remembering | null;

  constructor(ports: QueryPorts, { observer, keepHistory }: QueryServiceOptions) {
    this.#ports = ports;
    this.#observer = observer;
    this.#remembering = keepHistory ? new Remembering(ports.history) : null;
  }

  /**
   * Answers a checked question. Rejects with a `QUERY_*` code for what cannot be asked, and with the signal's reason when it
   * is aborted; a dependency that failed over is named in `degraded`.
   */
  async run(request: QueryRequest, principal: Principal, signal: AbortSignal): Promise<QueryAnswer> {
    const recorder = new TraceRecorder(this.#ports.clock);
    try {
      const state = await this.#walk(firstState(request, principal, this.#ports), recorder, signal);
      const trace = recorder.finish();
      const answer = toAnswer(state, trace, this.#ports.embedder.prefixes);
      this.#remembering?.afterwards(answer, state);
      this.#observer.answered(answer);
      return answer;
    } catch (error) {
      this.#observer.failed(error, request);
      throw error;
    }
  }

  /** Resolves when everything that was answered is remembered. */
  async settled(): Promise<void> {
    await this.#remembering?.settled();
  }

  async #walk(first: QueryState, recorder: TraceRecorder, signal: AbortSignal): Promise<QueryState> {
    const limitMs = first.request.maxLatencyMs ?? Number.POSITIVE_INFINITY;
    const context: StageContext = {
      ports: this.#ports,
      signal,
      recorder,
      remainingMs: () => limitMs - recorder.elapsedMs(),
    };
    const { stages } = first.pattern;
    const found = await this.#search(await take(stages.slice(0, stages.indexOf('retrieve')), first, context), context);
    return take(stages.slice(stages.indexOf('select') + 1), found, context);
  }

  /** From `retrieve` to `select`, and again while a document was replaced between being found and being read. */
  async #search(understood: QueryState, context: StageContext): Promise<QueryState> {
    const { stages } = understood.pattern;
    const searching = stages.slice(stages.indexOf('retrieve'), stages.indexOf('select') + 1);
    let state = await take(searching, understood, context);
    for (const delayMs of SEARCH_AGAIN_AFTER_MS) {
      if (!isStale(state) || context.remainingMs() <= delayMs) break;
      await this.#ports.scheduler.sleep(delayMs, context.signal);
      state = await take(searching, state, context);
    }
    return isStale(state) ? withReason(state, 'select: a document was replaced while it was read') : state;
  }
}

async function take(stages: readonly StageName[], first: QueryState, context: StageContext): Promise<QueryState> {
  let state = first;
  for (const name of stages) {
    context.signal.throwIfAborted();
    const stage = STAGES[name];
    if (stage === undefined) continue;
    state =
      stage.optional && context.remainingMs() <= 0
        ? withReason(state, `${stage.name}: max_latency_ms was used up`)
        : await runStage(stage, state, context);
  }
  return state;
}

function isStale({ staleCount = 0 }: QueryState): boolean {
  return staleCount > 0;
}

function firstState(request: QueryRequest, principal: Principal, ports: QueryPorts): QueryState {
  return {
    queryId: newId('q', ports.random),
    request,
    principal,
    scope: { tenant: principal.tenant, collection: request.collection },
    pattern: choosePattern(request),
    degraded: [],
  };
}

async function runStage(stage: Stage, state: QueryState, context: StageContext): Promise<QueryState> {
  const startMs = context.recorder.elapsedMs();
  const { adds, detail, children = [] } = await stage.run(state, context);
  context.recorder.add({
    name: stage.name,
    startMs,
    durationMs: context.recorder.elapsedMs() - startMs,
    detail,
    children,
  });
  return { ...state, ...adds };
}

function withReason(state: QueryState, reason: string): QueryState {
  return { ...state, degraded: [...state.degraded, reason] };
}
