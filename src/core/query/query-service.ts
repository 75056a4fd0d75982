import type { Principal } from '../../ports/scope.ts';
import { newId } from '../../shared/ids.ts';
import { type TuningSettings, tune, UNTUNED } from '../advice/tuning-settings.ts';
import { choosePattern } from './choose-pattern.ts';
import { keepAnswer } from './keep-answer.ts';
import type { QueryAnswer } from './query-answer.ts';
import type { QueryFollower } from './query-follower.ts';
import type { QueryListener, QueryWatcher } from './query-listener.ts';
import type { QueryRequest } from './query-request.ts';
import type { QueryState } from './query-state.ts';
import { Remembering } from './remembering.ts';
import type { QueryPorts, Stage, StageContext } from './stage.ts';
import { STAGES } from './stages.ts';
import { toAnswer } from './to-answer.ts';
import { type StageName, TraceRecorder } from './trace.ts';

/** Told of every walk when it has ended, for metrics and logs; must not throw. */
export type QueryObserver = {
  readonly answered: (answer: QueryAnswer, principal: Principal) => void;
  readonly failed: (error: unknown, request: QueryRequest) => void;
  /** Something that is done with an answer after it has left failed: it is not remembered, or a listener threw. */
  readonly rememberFailed?: (error: unknown) => void;
};

export type QueryServiceOptions = {
  readonly observer: QueryObserver;
  /** Whether answers are remembered: history, export and the debug view read from there. */
  readonly keepHistory: boolean;
  readonly listeners: readonly QueryListener[];
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
  readonly #listeners: readonly QueryListener[];
  readonly #remembering: Remembering;
  #follower: QueryFollower | null = null;

  constructor(ports: QueryPorts, { observer, keepHistory, listeners }: QueryServiceOptions) {
    this.#ports = ports;
    this.#observer = observer;
    this.#listeners = listeners;
    this.#remembering = new Remembering({
      history: keepHistory ? ports.history : null,
      listeners,
      scheduler: ports.scheduler,
      onError: (error) => observer.rememberFailed?.(error),
    });
  }

  /**
   * Answers a checked question. Rejects with a `QUERY_*` code for what cannot be asked, and with the signal's reason when it
   * is aborted; a cached answer ends the walk; a dependency that failed over is named in `degraded`. `watch` is told of each
   * stage as it ends.
   */
  async run(
    request: QueryRequest,
    principal: Principal,
    signal: AbortSignal,
    watch?: QueryWatcher,
  ): Promise<QueryAnswer> {
    const ended = this.#follower?.began(request, principal);
    let answer: QueryAnswer | null = null;
    try {
      answer = await this.#run(request, principal, { signal, watch });
      return answer;
    } finally {
      ended?.(answer);
    }
  }

  /** From now on the follower is told of every query; there is one at most. */
  follow(follower: QueryFollower): void {
    this.#follower = follower;
  }

  async #run(
    request: QueryRequest,
    principal: Principal,
    { signal, watch }: Pick<Walk, 'signal' | 'watch'>,
  ): Promise<QueryAnswer> {
    const recorder = new TraceRecorder(this.#ports.clock);
    try {
      const context = this.#context(request, { recorder, signal, watch });
      const tuning = await this.#ports.tuning.of(principal.tenant);
      const state = await this.#walk(firstState({ request, principal, tuning }, this.#ports), context);
      const trace = recorder.finish();
      const answer = toAnswer(state, trace, this.#ports.embedder.prefixes);
      keepAnswer(this.#ports, state, answer);
      if (request.purpose !== 'ask') return answer;
      this.#remembering.afterwards(answer, state);
      this.#observer.answered(answer, principal);
      return answer;
    } catch (error) {
      if (request.purpose === 'ask') this.#failed(error, request, principal);
      throw error;
    }
  }

  /** Resolves when everything that was answered is remembered. */
  async settled(): Promise<void> {
    await this.#remembering.settled();
  }

  #failed(error: unknown, request: QueryRequest, principal: Principal): void {
    this.#observer.failed(error, request);
    for (const listener of this.#listeners) listener.failed?.(error, request, principal);
  }

  #context(request: QueryRequest, { recorder, signal, watch }: Walk): WalkContext {
    const limitMs = request.maxLatencyMs ?? Number.POSITIVE_INFINITY;
    return { ports: this.#ports, signal, recorder, watch, remainingMs: () => limitMs - recorder.elapsedMs() };
  }

  async #walk(first: QueryState, context: WalkContext): Promise<QueryState> {
    const { stages } = first.pattern;
    const understood = await take(stages.slice(0, stages.indexOf('retrieve')), first, context);
    if (understood.cached !== undefined) return understood;
    const found = await this.#search(understood, context);
    return take(stages.slice(stages.indexOf('select') + 1), found, context);
  }

  /** From `retrieve` to `select`, and again while a document was replaced between being found and being read. */
  async #search(understood: QueryState, context: WalkContext): Promise<QueryState> {
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

type Walk = {
  readonly recorder: TraceRecorder;
  readonly signal: AbortSignal;
  readonly watch: QueryWatcher | undefined;
};
type WalkContext = StageContext & Pick<Walk, 'watch'>;

async function take(stages: readonly StageName[], first: QueryState, context: WalkContext): Promise<QueryState> {
  let state = first;
  for (const name of stages) {
    context.signal.throwIfAborted();
    if (state.cached !== undefined) break;
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

type Asked = {
  readonly request: QueryRequest;
  readonly principal: Principal;
  /** Null when it could not be read. */
  readonly tuning: TuningSettings | null;
};

function firstState({ request: asked, principal, tuning }: Asked, ports: QueryPorts): QueryState {
  const { request, tuned } = tune(asked, tuning ?? UNTUNED);
  return {
    queryId: newId('q', ports.random),
    request,
    principal,
    scope: { tenant: principal.tenant, collection: request.collection },
    pattern: choosePattern(request, tuning?.autoPattern ?? null),
    tuned,
    degraded: tuning === null ? ['tuning: what was tuned could not be read'] : [],
  };
}

async function runStage(stage: Stage, state: QueryState, context: WalkContext): Promise<QueryState> {
  const startMs = context.recorder.elapsedMs();
  const { adds, detail, children = [] } = await stage.run(state, context);
  const span = { name: stage.name, startMs, durationMs: context.recorder.elapsedMs() - startMs, detail, children };
  context.recorder.add(span);
  const after = { ...state, ...adds };
  context.watch?.({ span, state: after });
  return after;
}

function withReason(state: QueryState, reason: string): QueryState {
  return { ...state, degraded: [...state.degraded, reason] };
}
