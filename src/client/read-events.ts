/** A server-sent event: `data` as JSON where it is JSON, else as text. */
export type StreamEvent = { readonly event: string; readonly id: string; readonly data: unknown };

/** The events of a stream as they come (the event stream format of the HTML standard). A last event without its empty line is dropped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  try {
    // Ends with the stream.
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += decoder.decode(value, { stream: true });
      const blocks = pending.split(/\r\n\r\n|\n\n|\r\r/);
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = readBlock(block);
        if (event !== null) yield event;
      }
    }
  } finally {
    // Whoever leaves the loop early ends the request.
    await reader.cancel().catch(() => undefined);
  }
}

function readBlock(block: string): StreamEvent | null {
  const data: string[] = [];
  const fields = { event: 'message', id: '' };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event' || name === 'id') fields[name] = value;
  }
  return data.length === 0 ? null : { ...fields, data: parsed(data.join('\n')) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Some protocols send plain words, `[DONE]` for one.
    return text;
  }
}
