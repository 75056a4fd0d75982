import { defined } from '../../../shared/assert.ts';
import type { ToolAnswer } from '../../answer/passage.ts';
import type { Stage } from '../stage.ts';

/** Whether the answer may stand: the caller's `min_confidence` on top of the tool's own threshold. */
export const judge: Stage = {
  name: 'judge',
  optional: false,
  run({ answer, request, tuned = [] }) {
    const found = defined(answer, 'answer runs before judge');
    const judged = holdBack(found, request.minConfidence);
    return {
      adds: { answer: judged },
      detail: {
        answered: judged.answered,
        confidence: judged.confidence,
        min_confidence: request.minConfidence,
        ...(tuned.length === 0 ? {} : { tuned }),
      },
    };
  },
};

function holdBack(found: ToolAnswer, minConfidence: number | null): ToolAnswer {
  if (!found.answered || minConfidence === null || found.confidence >= minConfidence) return found;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return {
    ...found,
    answered: false,
    citations: [],
    response: `Not sure enough: the best answer is right with a probability of ${percent(found.confidence)}, and min_confidence asks for ${percent(minConfidence)}. The nearest passages are in the sources.`,
  };
}
