import type { FastifyRequest } from 'fastify';
import type { StreamStep } from '../../core/query/stream-query.ts';
import { roundedMs } from './fields.ts';
import { type Problem, problemOf } from './problem.ts';
import type { StreamChunk } from './stream-schema.ts';
import { sourceToWire, toWire, type WireOptions } from './wire-answer.ts';

/** A chunk of any type before it is numbered. */
type Unnumbered = StreamChunk extends infer C ? (C extends StreamChunk ? Omit<C, 'seq'> : never) : never;

/** Steps as chunks, numbered from 0. An error of the steps becomes the last chunk, `error`; nothing is thrown. */
export async function* toChunks(
  steps: AsyncIterable<StreamStep>,
  request: FastifyRequest,
  options: WireOptions,
): AsyncGenerator<StreamChunk, void> {
  let seq = 0;
  let progress = 0;
  try {
    for await (const step of steps) {
      progress = step.progress;
      yield { seq: seq++, ...toChunk(step, options) };
    }
  } catch (error) {
    yield problemChunk(problemOf(error, request), { seq, progress });
  }
}

/** The chunk that says why a query, or a message, came to nothing. */
export function problemChunk(problem: Problem, place = { seq: 0, progress: 0 }): StreamChunk {
  return { ...place, chunk_type: 'error', content: problem.detail, metadata: { problem } };
}

function toChunk(step: StreamStep, options: WireOptions): Unnumbered {
  const { progress } = step;
  switch (step.type) {
    case 'thinking': {
      const { name: stage, durationMs, detail } = step.span;
      const metadata = { stage, duration_ms: roundedMs(durationMs), detail: { ...detail } };
      return { chunk_type: 'thinking', content: step.words, progress, metadata };
    }
    case 'sources': {
      const sources = step.sources.map(sourceToWire);
      return { chunk_type: 'sources', content: titles(sources), progress, metadata: { sources } };
    }
    case 'response':
      return { chunk_type: 'response', content: step.text, progress, metadata: { position: step.position } };
    case 'trace': {
      const { trace } = toWire(step.answer, options);
      const content = `${step.answer.trace.spans.length} stages in ${roundedMs(step.answer.durationMs)} ms`;
      return { chunk_type: 'trace', content, progress, metadata: { trace } };
    }
    case 'insights': {
      const { insights, follow_up_suggestions, related_queries } = toWire(step.answer, options);
      const content = insights.entities_detected.join(', ');
      return {
        chunk_type: 'insights',
        content,
        progress,
        metadata: { insights, follow_up_suggestions, related_queries },
      };
    }
    case 'complete':
      return { chunk_type: 'complete', content: '', progress, metadata: { answer: toWire(step.answer, options) } };
  }
}

function titles(sources: readonly { readonly title: string }[]): string {
  return [...new Set(sources.map(({ title }) => title))].join(', ');
}
