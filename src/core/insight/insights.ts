/** What can be said of a question and its answer beside the answer itself: cheap heuristics, each documented where it is made. */
export type Insights = {
  readonly reasoningType: string;
  /** Names of the corpus that the question or the read passages mention, most important first. */
  readonly entities: readonly string[];
  /** Motifs by name, with their strength in [0, 1]. */
  readonly motifs: Readonly<Record<string, number>>;
  /** In [0, 1]. */
  readonly complexity: number;
  readonly narrativeDepth: string | null;
  /** For each gate of the narrative depth, in order: whether it was passed, and why. */
  readonly depthReasons: readonly string[];
  /** Named poles of meaning with the answer's place between them, in [−1, 1]. */
  readonly semanticDimensions: Readonly<Record<string, number>>;
};
