import { QUERY_TEXT_MAX } from '../../core/query/check-text.ts';
import type { QueryAnswer } from '../../core/query/query-answer.ts';
import { bindParameters, type ParameterValues } from '../../core/template/bind-parameters.ts';
import { cutAtSentence } from '../../core/template/cut-at-sentence.ts';
import { filledLength, fillTemplate } from '../../core/template/fill-template.ts';
import type { Template } from '../../core/template/parse-template.ts';
import type { ChainStep } from './chain-steps.ts';

/** The placeholder that every step but the first finds filled: with the response of the step before. */
export const PREVIOUS_RESPONSE = 'previous_response';

/** References to sources, which mean nothing in the next question. */
const REFERENCES = /\s?\[\d{1,3}\]/g;

export type StepResult = {
  readonly step: ChainStep;
  readonly answer: QueryAnswer;
  /** Whether the response before had to be cut for the text to keep within its limit. */
  readonly previousCut: boolean;
};
export type ChainRun = {
  readonly results: readonly StepResult[];
  /** The step that failed, counted from 1, with what it failed of; null when all were answered. */
  readonly failure: { readonly step: number; readonly error: unknown } | null;
};

/** Names a caller has to give values for. `previous_response` is one where the first step, which has none before it, uses it. */
export function parametersOf(steps: readonly ChainStep[]): readonly string[] {
  const names = new Set(steps.flatMap(({ template }) => template.placeholders));
  const first = steps[0]?.template.placeholders ?? [];
  if (!first.includes(PREVIOUS_RESPONSE)) names.delete(PREVIOUS_RESPONSE);
  return [...names];
}

/** Values for all steps; throws, before anything is asked, for parameters that are missing or unknown and for texts that cannot fit. */
export function bindSteps(steps: readonly ChainStep[], params: ParameterValues): ReadonlyMap<string, string> {
  const values = bindParameters({ placeholders: parametersOf(steps), params, defaults: {} });
  for (const { template } of steps.slice(1)) checkLength(template, values);
  if (steps[0] !== undefined) fillTemplate(steps[0].template, values);
  return values;
}

/** Asks the steps one after another. One that fails ends the run; what was answered before it stays. */
export async function runSteps(
  steps: readonly ChainStep[],
  values: ReadonlyMap<string, string>,
  ask: (text: string, index: number) => Promise<QueryAnswer>,
): Promise<ChainRun> {
  const results: StepResult[] = [];
  let previous = values.get(PREVIOUS_RESPONSE) ?? '';
  for (const step of steps) {
    try {
      const { text, previousCut } = textOf(step.template, values, previous);
      const answer = await ask(text, results.length);
      results.push({ step, answer, previousCut });
      previous = answer.response.replace(REFERENCES, '');
    } catch (error) {
      return { results, failure: { step: results.length + 1, error } };
    }
  }
  return { results, failure: null };
}

// A step whose text is the response before and nothing else has no text yet, which is no fault.
function checkLength(template: Template, values: ReadonlyMap<string, string>): void {
  const without = new Map(values).set(PREVIOUS_RESPONSE, '');
  const onlyPrevious =
    template.placeholders.includes(PREVIOUS_RESPONSE) && filledLength(template, without) <= QUERY_TEXT_MAX;
  if (!onlyPrevious) fillTemplate(template, without);
}

function textOf(template: Template, values: ReadonlyMap<string, string>, previous: string) {
  const places = template.parts.filter((part) => part.name === PREVIOUS_RESPONSE).length;
  if (places === 0) return { text: fillTemplate(template, values), previousCut: false };
  const room = QUERY_TEXT_MAX - filledLength(template, new Map(values).set(PREVIOUS_RESPONSE, ''));
  const fitting = cutAtSentence(previous, Math.floor(room / places));
  const text = fillTemplate(template, new Map(values).set(PREVIOUS_RESPONSE, fitting));
  return { text, previousCut: fitting.length < previous.length };
}
