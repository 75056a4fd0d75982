import type { OperationRows } from '../support/acceptance.ts';
import { adviceRows } from './operations/advice.ts';
import { analyticsRows } from './operations/analytics.ts';
import { askingRows } from './operations/asking.ts';
import { bookmarksRows } from './operations/bookmarks.ts';
import { chainsRows } from './operations/chains.ts';
import { documentsRows } from './operations/documents.ts';
import { enhanceRows } from './operations/enhance.ts';
import { experimentsRows } from './operations/experiments.ts';
import { historyRows } from './operations/history.ts';
import { keysRows } from './operations/keys.ts';
import { mcpRows } from './operations/mcp.ts';
import { openaiRows } from './operations/openai.ts';
import { pastAnswersRows } from './operations/past-answers.ts';
import { predictionRows } from './operations/prediction.ts';
import { probesRows } from './operations/probes.ts';
import { suggestionsRows } from './operations/suggestions.ts';
import { templatesRows } from './operations/templates.ts';
import { usageRows } from './operations/usage.ts';

/** The rows of every operation: what is not here makes the coverage test fail. */
export const ALL_OPERATIONS: OperationRows = {
  ...analyticsRows,
  ...adviceRows,
  ...askingRows,
  ...bookmarksRows,
  ...chainsRows,
  ...documentsRows,
  ...enhanceRows,
  ...experimentsRows,
  ...historyRows,
  ...keysRows,
  ...mcpRows,
  ...openaiRows,
  ...pastAnswersRows,
  ...predictionRows,
  ...probesRows,
  ...suggestionsRows,
  ...templatesRows,
  ...usageRows,
};
