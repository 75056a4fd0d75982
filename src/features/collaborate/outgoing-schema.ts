import { z } from 'zod';

const seq = z.int().min(0).describe('Place in the one order of the room; the same for every member.');
const at = z.iso.datetime();
const author = { seq, at, user: z.string(), member_id: z.string() };

const sourceSchema = z.object({
  rank: z.int().min(1),
  document_id: z.string(),
  chunk_id: z.string(),
  title: z.string(),
  uri: z.string().nullable(),
  score: z.number().min(0).max(1),
});

const resultSchema = z.object({
  type: z.literal('query_result'),
  ...author,
  id: z.string().nullable().describe("The asker's own name for the question."),
  query_id: z.string(),
  query: z.string(),
  response: z.string(),
  answered: z.boolean(),
  confidence: z.number().min(0).max(1),
  tool_used: z.string(),
  pattern_used: z.string(),
  duration_ms: z.number(),
  withheld: z.boolean().describe('In the past only: the response quoted a document that is gone.'),
  sources: z.array(sourceSchema),
});

const presentSchema = z.object({ user: z.string(), member_id: z.string(), joined_at: at });

/** What a member is told. */
export const outgoingSchema = z.discriminatedUnion('type', [
  resultSchema,
  z.object({ type: z.literal('joined'), ...author }),
  z.object({ type: z.literal('left'), ...author, reason: z.enum(['closed', 'expired']) }),
  z.object({ type: z.literal('typing'), ...author, typing: z.boolean(), text: z.string().nullable() }),
  z.object({
    type: z.literal('cursor'),
    ...author,
    position: z.int().nullable(),
    x: z.number().nullable(),
    y: z.number().nullable(),
    target: z.string().nullable(),
  }),
  z.object({
    type: z.literal('presence'),
    ...author,
    users: z.array(z.string()).describe('Names of everybody who is there, in the order they came.'),
    members: z.array(presentSchema),
    resume: z.string().nullable().describe('First message only: what to send to come back as the same member.'),
  }),
  z.object({
    type: z.literal('replay_truncated'),
    ...author,
    after_seq: z.int(),
    reason: z.enum(['too_old', 'restarted', 'ahead']),
    detail: z.string(),
    resume: z.string(),
  }),
  z.object({
    type: z.literal('history'),
    seq,
    user: z.string(),
    member_id: z.string(),
    results: z.array(resultSchema),
  }),
  z.object({
    type: z.literal('error'),
    id: z.string().nullable(),
    code: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    request_id: z.string(),
  }),
]);

/** A message as it is handed to the socket. */
export type Outgoing = z.input<typeof outgoingSchema>;
/** An answer on the wire, live or in the past. */
export type OutgoingResult = z.input<typeof resultSchema>;
