import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkFeatures } from '../../../ports/document-processor.ts';
import { decodeSegment, encodeSegment, type FeatureSegment, SEGMENT_CHUNKS_MAX } from './feature-codec.ts';

const sequence = fc.array(fc.nat(65_535), { maxLength: 20 }).map((values) => Uint16Array.from(values));
const features: fc.Arbitrary<ChunkFeatures> = fc.record({
  scale: fc.double({ noNaN: true }),
  values: fc
    .array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 9 })
    .map((values) => Int16Array.from(values)),
  lexical: fc.record({
    terms: fc.uniqueArray(
      fc.string({ unit: 'grapheme' }).filter((term) => !term.includes('\n')),
      { maxLength: 9 },
    ),
    title: sequence,
    body: sequence,
  }),
  pieces: sequence,
});

function roundTrip(all: readonly ChunkFeatures[]): { decoded: ChunkFeatures[]; segments: FeatureSegment[] } {
  const segments: FeatureSegment[] = [];
  const decoded: ChunkFeatures[] = [];
  do {
    const segment = encodeSegment(all, decoded.length);
    segments.push(segment);
    decoded.push(...decodeSegment(segment));
  } while (decoded.length < all.length);
  return { decoded, segments };
}

const DAMAGED = expect.objectContaining({ code: 'RECORDS_UNAVAILABLE' });

describe('feature segments', () => {
  it('give back what they were given', () => {
    fc.assert(
      fc.property(fc.array(features, { maxLength: 12 }), (all) => {
        expect(roundTrip(all).decoded).toEqual(all);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('hold a bounded number of chunks and list a term once', () => {
    const one = { scale: 1, values: new Int16Array(3), pieces: new Uint16Array(1) };
    const lexical = { terms: ['same', 'words'], title: new Uint16Array(0), body: Uint16Array.from([0, 1]) };
    const { segments } = roundTrip(Array.from({ length: SEGMENT_CHUNKS_MAX + 1 }, () => ({ ...one, lexical })));
    expect(segments.map(({ chunkCount }) => chunkCount)).toEqual([SEGMENT_CHUNKS_MAX, 1]);
    expect(segments.map(({ terms }) => terms)).toEqual(['same\nwords', 'same\nwords']);
  });

  it('begin anew before references to terms grow out of 16 bits', () => {
    const chunk = (prefix: string): ChunkFeatures => ({
      scale: 1,
      values: new Int16Array(0),
      lexical: {
        terms: Array.from({ length: 40_000 }, (_, i) => `${prefix}${i}`),
        title: new Uint16Array(0),
        body: Uint16Array.from([39_999]),
      },
      pieces: new Uint16Array(0),
    });
    const all = [chunk('a'), chunk('b')];
    const { decoded, segments } = roundTrip(all);
    expect(segments).toHaveLength(2);
    expect(decoded).toEqual(all);
  });

  it('are refused when they are not whole', () => {
    const segment = encodeSegment(
      [
        {
          scale: 1,
          values: new Int16Array(4),
          lexical: { terms: [], title: new Uint16Array(0), body: new Uint16Array(0) },
          pieces: new Uint16Array(0),
        },
      ],
      0,
    );
    expect(() => decodeSegment({ ...segment, data: segment.data.slice(0, 8) })).toThrow();
    expect(() => decodeSegment({ ...segment, chunkCount: 0 })).toThrow(DAMAGED);
  });

  it('are read at any offset of a larger buffer', () => {
    const [one] = fc.sample(features, { seed: 3, numRuns: 1 });
    if (one === undefined) throw new Error('a sample');
    const segment = encodeSegment([one], 0);
    const shifted = new Uint8Array(segment.data.byteLength + 1);
    shifted.set(segment.data, 1);
    expect(decodeSegment({ ...segment, data: shifted.subarray(1) })).toEqual([one]);
  });
});
