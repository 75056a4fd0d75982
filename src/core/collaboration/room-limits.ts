/** Members of a room, over all processes: what a team and its audience need; every one is told of every other. */
export const MEMBERS_MAX = 100;
/** Rooms with members in this process: each is a subscription and a list of members. */
export const ROOMS_MAX = 1_000;
/** Of one tenant, so that none can take all of them. */
export const ROOMS_PER_TENANT_MAX = 200;
/** Questions of one member under way: more than a person asks at once. */
export const QUESTIONS_MAX = 4;
/** Milliseconds between two words of a member typing: others see it move, and a room of 100 stays below 200 a second. */
export const TYPING_MS = 500;
/** Milliseconds between two places of a member's cursor: ten a second look smooth. */
export const CURSOR_MS = 100;
/** Milliseconds between two names of a member: everybody is told of each. */
export const RENAME_MS = 1_000;
/** Milliseconds after which a member whose process is silent has left: three renewals may get lost. */
export const LEASE_MS = 20_000;
/** Milliseconds between two renewals. */
export const RENEW_MS = 5_000;
/** Messages held for a member who is still reading the past; a room that is faster than that leaves it behind. */
export const QUEUED_MAX = 2_000;
/** Characters of a name (code points): what a list of members can show. */
export const NAME_LENGTH_MAX = 80;
/** Sources told with a result, in brief; the others are found by the query's id. */
export const RESULT_SOURCES_MAX = 10;
/** Answers that `history` gives unless it is told otherwise. */
export const HISTORY_LIMIT = 50;
