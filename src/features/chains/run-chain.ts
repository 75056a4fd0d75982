import { z } from 'zod';
import type { QueryService } from '../../core/query/query-service.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import { type AskOptions, askFields, askRequest } from '../../http/kit/ask-fields.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { problemOf, problemSchema } from '../../http/kit/problem.ts';
import { savedIdField, valuesField } from '../../http/kit/saved-fields.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { rounded } from '../../shared/round.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { ChainLibrary } from './chain-library.ts';
import { bindSteps, runSteps, type StepResult } from './run-steps.ts';

export type RunChainPorts = {
  readonly library: ChainLibrary;
  readonly queries: QueryService;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Milliseconds a run may take; what was answered until then is given. */
  readonly timeoutMs: number;
};

const resultSchema = answerSchema.extend({
  step: z.int().min(1),
  step_chain_id: z.string().describe('The chain this step stands in: another one where a step runs a chain.'),
  previous_response_cut: z
    .boolean()
    .describe('True when the response before was too long and its last sentences were left out.'),
});

/** `POST /api/query/chain`: asks the steps one after another. */
export function runChainRoute(ports: RunChainPorts): AnyRoute {
  const { library, queries, clock } = ports;
  return defineRoute({
    method: 'POST',
    path: '/api/query/chain',
    operationId: 'runChain',
    scope: 'read',
    unmeasured: true,
    summary: 'Run a chain',
    description:
      'Takes every option of POST /api/query, for every step, and one unit of your limits for each. A step that fails stops the chain: `results` keeps what is done, `failed_step` and `error` say what stopped it.',
    body: z.strictObject({
      chain_id: savedIdField(),
      params: valuesField().describe('A value for every placeholder.'),
      ...askFields,
    }),
    answers: {
      200: z.object({
        chain_id: z.string(),
        queries_executed: z.int(),
        results: z.array(resultSchema),
        total_duration_ms: z.number(),
        failed_step: z.int().nullable().describe('The step that failed, counted from 1.'),
        error: problemSchema.nullable(),
      }),
    },
    errors: [
      'CHAIN_NOT_FOUND',
      'CHAIN_CYCLE',
      'CHAIN_TOO_LONG',
      'CHAIN_STEP_UNKNOWN',
      'TEMPLATE_EXPANSION_TOO_LONG',
      'QUERY_FILTER_INVALID',
    ],
    example: { chain_id: 'exploration', params: { topic: 'a collection' } },
    // The run has a deadline of its own, so that the answers it has by then are not lost.
    deadlineMs: 0,
    async handler(call) {
      const { body, principal } = call;
      const startMs = clock.monotonic();
      const steps = await library.open(principal.tenant, body.chain_id);
      const values = bindSteps(steps, body.params);
      // Checked before anything is asked; the text of each step takes the place of this one.
      const request = askRequest(body.chain_id, body);
      const { results, failure } = await withDeadline(ports, call.signal, (signal) =>
        runSteps(steps, values, async (text, index) => {
          if (index > 0) await call.takeUnit();
          return queries.run({ ...request, text }, principal, signal);
        }),
      );
      call.signal.throwIfAborted();
      return {
        chain_id: body.chain_id,
        queries_executed: results.length,
        results: results.map((result, index) => toWireResult(result, index, body)),
        total_duration_ms: rounded(clock.monotonic() - startMs, 3),
        failed_step: failure?.step ?? null,
        error: failure === null ? null : problemOf(failure.error, call.request, `steps.${failure.step}`),
      };
    },
  });
}

function toWireResult({ step, answer, previousCut }: StepResult, index: number, options: AskOptions) {
  const wire = toWire(answer, { includeTrace: options.include_trace, includeSources: options.include_sources });
  return { ...wire, step: index + 1, step_chain_id: step.chainId, previous_response_cut: previousCut };
}

/** Runs `work` under a signal that aborts with `signal`, and with `REQUEST_TIMEOUT` once the time is up. */
async function withDeadline<T>(
  { scheduler, timeoutMs }: Pick<RunChainPorts, 'scheduler' | 'timeoutMs'>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [deadline, done] = [new AbortController(), new AbortController()];
  const expire = () => {
    if (done.signal.aborted) return;
    deadline.abort(new CodedError('REQUEST_TIMEOUT', `The chain was not done within ${timeoutMs} ms.`));
  };
  const waiting = scheduler.sleep(timeoutMs, done.signal).then(expire);
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    done.abort();
    await waiting;
  }
}
