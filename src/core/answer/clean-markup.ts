/**
 * A sentence as a reader wants it: inline Markdown gone (links and images to their text, emphasis, code ticks, heading,
 * quote and list marks), white space single. Bare `[3]` marks of the source are dropped too: in a response they would
 * read as ours.
 */
export function cleanMarkup(sentence: string): string {
  return (
    sentence
      .replace(/^[ \t]*(?:(?:#{1,6}|>|[-*+•]|\d{1,3}[.)])[ \t]+)+/gm, '')
      .replace(/!?\[([^[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+"[^"]*")?\)/g, '$1')
      .replace(/!?\[([^[\]]+)\]\[[^[\]]*\]/g, '$1')
      .replace(/\[\d{1,4}\]/g, '')
      .replace(/<([a-z][a-z0-9+.-]{1,31}:[^<>\s]*)>/gi, '$1')
      .replace(/(?<!`)`+([^`]+)`+/g, '$1')
      .replace(/\*{1,3}([^*\s](?:[^*]*[^*\s])?)\*{1,3}/g, '$1')
      .replace(/(?<![\p{L}\p{N}_])_{1,3}([^_\s](?:[^_]*[^_\s])?)_{1,3}(?![\p{L}\p{N}_])/gu, '$1')
      .replace(/~~([^~]+)~~/g, '$1')
      .replace(/(?<![ \t])[ \t]+#+[ \t]*$/g, '')
      // What is left of a link that was too odd to be read: a blank keeps it from being one.
      .replaceAll('](', '] (')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
