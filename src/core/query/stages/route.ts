import type { Backend, Execution, QueryRequest } from '../query-request.ts';
import type { QueryState, Route } from '../query-state.ts';
import type { Stage } from '../stage.ts';

/** Where to look: what the request asked for, else rules on the question's form. */
export const route: Stage = {
  name: 'route',
  optional: false,
  run(state) {
    const chosen = chooseRoute(state);
    const degraded = [...state.degraded, ...replaced(state.request, chosen)];
    return {
      adds: { route: chosen, degraded },
      detail: {
        backend: chosen.backend,
        execution: chosen.execution,
        reason: chosen.reason,
        ...(state.tuned === undefined || state.tuned.length === 0 ? {} : { tuned: state.tuned }),
      },
    };
  },
};

/** What the request asked for and did not get. */
function replaced({ backend, execution }: QueryRequest, chosen: Route): readonly string[] {
  const isReplaced = execution !== 'auto' && execution !== chosen.execution;
  return [
    ...(backend === 'graph' ? ['graph'] : []),
    ...(isReplaced ? [`execution: this server has no ${execution}, ${chosen.execution} ran`] : []),
  ];
}

function chooseRoute({ request, understanding, pattern }: QueryState): Route {
  const execution: Execution =
    request.execution === 'auto' ? (pattern.name === 'bare' ? 'feed_forward' : 'parallel') : request.execution;
  const { backend, reason, strategy } = chooseBackend(
    request.backend,
    (understanding?.lexical.phrases.length ?? 0) > 0,
  );
  const alternatives = (['lexical', 'vector', 'hybrid'] as const).filter((other) => other !== backend);
  return { backend, queryType: 'unknown', strategy, execution: executionThatRuns(execution), reason, alternatives };
}

/** The walks that need a graph or several rounds fall back to their one-round relative until those exist. */
function executionThatRuns(execution: Execution): Execution {
  return execution === 'feed_forward' ? 'feed_forward' : 'parallel';
}

function chooseBackend(asked: Backend | 'auto', hasPhrase: boolean): Pick<Route, 'backend' | 'reason' | 'strategy'> {
  if (asked === 'graph')
    return {
      backend: 'hybrid',
      strategy: 'requested',
      reason: 'there is no graph index: words and meaning answer instead',
    };
  if (asked !== 'auto') return { backend: asked, strategy: 'requested', reason: `the request asked for ${asked}` };
  if (hasPhrase) return { backend: 'lexical', strategy: 'rules', reason: 'a quoted phrase asks for exact words' };
  return { backend: 'hybrid', strategy: 'rules', reason: 'words and meaning together are best on average' };
}
