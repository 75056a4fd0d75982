/** Session ids: visible in a path, a log line and a list; never white space, markup or a way up a path. */
export const SESSION_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

/** The event stream of a room. The tenant is escaped, so no tenant and session can be spelled like another's. */
export function roomTopic(tenant: string, sessionId: string): string {
  return `room/${encodeURIComponent(tenant)}/${sessionId}`;
}
