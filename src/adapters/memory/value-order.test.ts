import { describe, expect, it } from 'vitest';
import { ValueOrder } from './value-order.ts';

function range<T extends number | string>(order: ValueOrder<T>, op: 'gte' | 'lte', bound: T): T[] {
  const values: T[] = [];
  order.forEachInRange(op, bound, (value) => values.push(value));
  return values;
}

describe('ValueOrder', () => {
  it('cuts at the bound, which belongs to both sides', () => {
    const order = new ValueOrder([1, 3, 5]);
    expect(range(order, 'gte', 3)).toEqual([3, 5]);
    expect(range(order, 'lte', 3)).toEqual([1, 3]);
    expect(range(order, 'gte', 6)).toEqual([]);
    expect(range(order, 'lte', 0)).toEqual([]);
    expect(range(order, 'gte', 2)).toEqual([3, 5]);
  });

  it('sees values that came after the sort', () => {
    const order = new ValueOrder<string>(['a', 'c']);
    order.add('b');
    expect(range(order, 'gte', 'b')).toEqual(['c', 'b']);
    expect(range(order, 'lte', 'a')).toEqual(['a']);
    expect(order.length).toBe(3);
  });

  it('asks for a new sort when too many came', () => {
    const order = new ValueOrder<number>([]);
    let added = 0;
    while (order.add(added)) added++;
    expect(added).toBe(1024);
  });
});
