import type { FuzzTarget } from './fuzz-target.ts';
import { BUS_TARGETS } from './targets/bus.ts';
import { DOCUMENT_TARGETS } from './targets/documents.ts';
import { HTTP_TARGETS } from './targets/http.ts';
import { STORED_TARGETS } from './targets/stored.ts';
import { TEXT_TARGETS } from './targets/text.ts';

/** Everything in the product that reads what somebody else wrote. */
export const TARGETS: readonly FuzzTarget[] = [
  ...DOCUMENT_TARGETS,
  ...TEXT_TARGETS,
  ...HTTP_TARGETS,
  ...STORED_TARGETS,
  ...BUS_TARGETS,
];
