/** Axes of meaning by their poles: the first is −1, the second +1. */
export type Dimension = 'abstract_concrete' | 'uncertain_certain' | 'past_future' | 'personal_general';

/** Mean and standard deviation of the plain cosines over 569 questions (XQuAD English) and 300 claims (SciFact), half of the weight each. */
export const AXIS_SCALES: Readonly<Record<Dimension, { readonly mean: number; readonly deviation: number }>> = {
  abstract_concrete: { mean: -0.032, deviation: 0.1145 },
  uncertain_certain: { mean: 0.003, deviation: 0.1056 },
  past_future: { mean: -0.0046, deviation: 0.1182 },
  personal_general: { mean: 0.0172, deviation: 0.1206 },
};
