import type { Stage } from './stage.ts';
import { answer } from './stages/answer.ts';
import { cache } from './stages/cache.ts';
import { enrich } from './stages/enrich.ts';
import { fuse } from './stages/fuse.ts';
import { judge } from './stages/judge.ts';
import { rerank } from './stages/rerank.ts';
import { retrieve } from './stages/retrieve.ts';
import { route } from './stages/route.ts';
import { select } from './stages/select.ts';
import { understand } from './stages/understand.ts';
import type { StageName } from './trace.ts';

/** Stages by name. `remember` is not among them: it runs after the answer has left. */
export const STAGES: Readonly<Partial<Record<StageName, Stage>>> = {
  understand,
  cache,
  route,
  retrieve,
  fuse,
  rerank,
  select,
  answer,
  judge,
  enrich,
};
