/** The kind of an error alone, for logs and messages: its own message could repeat an address or a password. */
export function reasonOf(error: unknown): string {
  if (isReply(error)) return messageOf(error).split(' ', 1)[0] ?? 'refused';
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'the connection was lost';
}

/** True for what Redis itself answered, as opposed to a line that failed. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
