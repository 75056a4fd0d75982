import { z } from 'zod';
import { SESSION_ID_PATTERN } from '../../core/collaboration/room-topic.ts';
import { streamedQuerySchema } from '../../http/kit/query-schema.ts';

/** Raw characters of a name before cleaning; the check after it names the real limit. */
const RAW_NAME_MAX = 400;
/** Characters of what somebody is typing: as much as others can follow. */
const DRAFT_MAX = 1_000;
const CLIENT_ID_MAX = 64;
const TARGET_MAX = 256;
const RESUME_MAX = 128;
const HISTORY_MAX = 200;

const user = z.string().max(RAW_NAME_MAX).describe('The name to go by from now on; at most 80 characters, no < or >.');
const id = z
  .string()
  .min(1)
  .max(CLIENT_ID_MAX)
  .describe("The client's own name for this message; errors and results carry it.");
const coordinate = z.number().min(-1e9).max(1e9);

/** The room, by its session id. */
export const roomParamsSchema = z.strictObject({
  session_id: z
    .string()
    .regex(
      SESSION_ID_PATTERN,
      'A session id has 1 to 128 letters, digits and . _ : @ - and begins with a letter or digit',
    ),
});

/** Who comes in, and where it stood when it left. */
export const roomQuerySchema = z.strictObject({
  user: user.optional(),
  after_seq: z
    .int()
    .min(0)
    .optional()
    .describe(
      'The highest `seq` seen: what came after it is told first. 0 for all that is kept; only new things when left out.',
    ),
  resume: z
    .string()
    .max(RESUME_MAX)
    .optional()
    .describe('The `resume` of an earlier connection, to come back as the same member.'),
});

/** What a member sends. */
export const incomingSchema = z.discriminatedUnion(
  'action',
  [
    streamedQuerySchema
      .omit({ session_id: true, user_id: true })
      .extend({ action: z.literal('query'), user: user.optional(), id: id.optional() }),
    z.strictObject({
      action: z.literal('typing'),
      user: user.optional(),
      id: id.optional(),
      typing: z.boolean().default(true).describe('False when the member has stopped.'),
      text: z.string().max(DRAFT_MAX).optional().describe('What is typed so far, for the others to see.'),
    }),
    z.strictObject({
      action: z.literal('cursor'),
      user: user.optional(),
      id: id.optional(),
      position: z.int().min(0).optional().describe('Place in the text that is being written.'),
      x: coordinate.optional(),
      y: coordinate.optional(),
      target: z.string().max(TARGET_MAX).optional().describe('What the cursor is on, as the client names it.'),
    }),
    z.strictObject({
      action: z.literal('history'),
      user: user.optional(),
      id: id.optional(),
      limit: z.int().min(1).max(HISTORY_MAX).optional().describe('Newest results to give; 50 when left out.'),
    }),
  ],
  { error: 'action is "query", "typing", "cursor" or "history"' },
);

/** A message off the wire, checked, with its defaults. */
export type Incoming = z.output<typeof incomingSchema>;
