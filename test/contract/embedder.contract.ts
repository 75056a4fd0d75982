import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/ports/embedder.ts';
import { cosine } from '../support/vectors.ts';

/** What every embedder must do, whatever its weights; the factory may be slow, it is called once. */
export function embedderContract(name: string, create: () => Promise<Embedder>): void {
  describe(`${name}: embedder contract`, () => {
    let embedder: Embedder;

    beforeAll(async () => {
      embedder = await create();
    });

    const one = async (text: string): Promise<Float32Array> => {
      const [vector] = await embedder.embed([text]);
      return vector ?? new Float32Array(0);
    };

    it('names its weights', () => {
      expect(embedder.model).toMatch(/\S/);
    });

    it('has ascending prefixes that end with its dimensions', () => {
      const { prefixes, dimensions } = embedder;
      expect(prefixes.at(-1)).toBe(dimensions);
      expect([...prefixes].sort((a, b) => a - b)).toEqual(prefixes);
      expect(new Set(prefixes).size).toBe(prefixes.length);
    });

    it('gives nothing for no texts', async () => {
      expect(await embedder.embed([])).toEqual([]);
    });

    it('gives one unit vector a text, in order', async () => {
      const texts = ['A cat sleeps.', 'Interest rates rose in March.', 'A cat sleeps.'];
      const vectors = await embedder.embed(texts);
      expect(vectors.map((vector) => vector.length)).toEqual(texts.map(() => embedder.dimensions));
      for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      expect(vectors[2]).toEqual(vectors[0]);
      expect(vectors[1]).not.toEqual(vectors[0]);
    });

    it('gives a text the same vector alone and among others', async () => {
      const texts = ['one text', 'and another, longer one', 'the third'];
      const together = await embedder.embed(texts);
      for (const [i, text] of texts.entries()) {
        expect(cosine(await one(text), together[i] ?? new Float32Array(0))).toBeGreaterThan(0.9999);
      }
    });

    it('gives a text without words zeros', async () => {
      for (const text of ['', '   \n\t ', '\u0000\u200b']) {
        expect((await one(text)).every((value) => value === 0)).toBe(true);
      }
    });

    it('holds texts of like meaning nearer than others', async () => {
      const question = await one('How do I reset my password?');
      const near = cosine(question, await one('I forgot my password and cannot log in'));
      const far = cosine(question, await one('The river floods the valley each spring'));
      expect(near).toBeGreaterThan(far + 0.2);
    });

    it('holds them nearer by every prefix', async () => {
      const [a, b, c] = await embedder.embed(['a dog barks at night', 'the barking of dogs', 'tax law of companies']);
      for (const prefix of embedder.prefixes) {
        const near = cosine(a ?? new Float32Array(0), b ?? new Float32Array(0), prefix);
        expect(near).toBeGreaterThan(cosine(a ?? new Float32Array(0), c ?? new Float32Array(0), prefix));
      }
    });

    it('takes any text there is, giving finite unit vectors or zeros', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
          const vector = await one(text);
          expect(vector.every(Number.isFinite)).toBe(true);
          const norm = Math.hypot(...vector);
          expect(norm === 0 || Math.abs(norm - 1) < 1e-4).toBe(true);
        }),
        { numRuns: 60, seed: 3 },
      );
    });

    it('takes a long text', async () => {
      expect(Math.hypot(...(await one('many words in a row '.repeat(500))))).toBeCloseTo(1, 4);
    });

    it('rejects at once when the caller has given up', async () => {
      const reason = new Error('gone');
      await expect(embedder.embed(['text'], AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('stops a long batch when the caller gives up', async () => {
      const controller = new AbortController();
      const reason = new Error('gone');
      const texts = Array.from({ length: 400 }, (_, i) => `text ${i} `.repeat(40));
      const work = embedder.embed(texts, controller.signal);
      controller.abort(reason);
      await expect(work).rejects.toBe(reason);
    });
  });
}
