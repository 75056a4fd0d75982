import { expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { editDistance } from '../../shared/edit-distance.ts';
import { LetterBuckets } from './letter-buckets.ts';

it('gives every term that is near, while terms come and go', () => {
  const random = seededRandom(4);
  const buckets = new LetterBuckets();
  const terms = new Map<number, string>();
  const word = () =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => 'abcdö'.charAt(Math.floor(random() * 5))).join('');
  for (let i = 0; i < 3_000; i++) {
    const id = Math.floor(random() * 400);
    const known = terms.get(id);
    if (known === undefined) {
      terms.set(id, word());
      buckets.add(id, terms.get(id) ?? '');
    } else {
      buckets.delete(id, known);
      terms.delete(id);
    }
  }
  for (let i = 0; i < 200; i++) {
    const [typed, maxDistance] = [word(), i % 3];
    const like = new Set<number>();
    buckets.forEachLike(typed, maxDistance, (id) => like.add(id));
    for (const [id, term] of terms) if (editDistance(typed, term, 2) <= maxDistance) expect(like.has(id)).toBe(true);
    for (const id of like)
      expect(Math.abs((terms.get(id)?.length ?? 99) - typed.length)).toBeLessThanOrEqual(maxDistance);
  }
});

it('holds the longest terms together, and knows none that was not added', () => {
  const buckets = new LetterBuckets();
  buckets.add(3, 'x'.repeat(64));
  buckets.add(4, 'x'.repeat(70));
  const like: number[] = [];
  buckets.forEachLike('x'.repeat(65), 1, (id) => like.push(id));
  buckets.forEachLike('', 1, (id) => like.push(id));
  expect(like).toEqual([3, 4]);
});
