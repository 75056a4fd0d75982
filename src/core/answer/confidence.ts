/** A logistic model over named features, as the fit script writes it. */
export type LogisticModel<Name extends string> = {
  readonly bias: number;
  readonly weights: Readonly<Record<Name, number>>;
};

/** No evidence of this kind makes certain. */
const CONFIDENCE_MIN = 0.01;
const CONFIDENCE_MAX = 0.99;

/** Probability by the model, clipped to [.01, .99]. `names` are the features the model was fitted on. */
export function confidenceOf<Name extends string>(
  names: readonly Name[],
  model: LogisticModel<Name>,
  features: Readonly<Record<Name, number>>,
): number {
  const logOdds = names.reduce((sum, name) => sum + model.weights[name] * features[name], model.bias);
  return Math.min(CONFIDENCE_MAX, Math.max(CONFIDENCE_MIN, 1 / (1 + Math.exp(-logOdds))));
}
