import { describe, expect, it } from 'vitest';
import { hashKey, hashStep, NO_HASH } from './name-hash.ts';
import { NameTable } from './name-table.ts';

const lookUp = (table: NameTable, key: string) => table.lookUp(hashKey(key), () => key);

describe('hashKey', () => {
  it('is the hash of its words one after the other, and tells of each beginning', () => {
    const beginnings: number[] = [];
    const whole = hashKey('new york city', (hash) => beginnings.push(hash));
    const first = hashStep(NO_HASH, 'new');
    const second = hashStep(first, 'york');
    expect([...beginnings, whole]).toEqual([first, second, hashStep(second, 'city')]);
  });
});

describe('NameTable', () => {
  it('counts what is shown, and forgets a name with its last spelling', () => {
    const table = new NameTable();
    const lower = table.take('bell rock', 'bell rock');
    const upper = table.take('bell rock', 'Bell Rock');
    expect(lookUp(table, 'bell rock')).toBeUndefined();
    table.show(upper);
    table.show(upper);
    table.show(lower);
    expect(lookUp(table, 'bell rock')).toEqual({ text: 'Bell Rock', documents: 3 });
    table.hide(upper);
    table.hide(upper);
    table.release(upper);
    expect(lookUp(table, 'bell rock')).toEqual({ text: 'bell rock', documents: 1 });
    table.hide(lower);
    table.release(lower);
    expect([table.size, lookUp(table, 'bell rock')]).toEqual([0, undefined]);
    expect(() => table.release(lower)).toThrow(/as often/);
  });

  it('knows which beginnings go on, through growth', () => {
    const table = new NameTable();
    for (let i = 0; i < 500; i++) table.show(table.take(`first${i} second third`, `First${i} Second Third`));
    for (let i = 0; i < 500; i++) {
      expect(table.mayGoOn(hashKey(`first${i}`))).toBe(true);
      expect(table.mayGoOn(hashKey(`first${i} second`))).toBe(true);
      expect(lookUp(table, `first${i} second third`)).toMatchObject({ documents: 1 });
    }
    const others = Array.from({ length: 500 }, (_, i) => table.mayGoOn(hashKey(`other${i}`)));
    expect(others.filter(Boolean).length).toBeLessThan(250);
  });

  it('finds every name while others come and go', () => {
    const table = new NameTable();
    const held = new Map<string, number>();
    for (let i = 0; i < 5_000; i++) {
      const key = `name ${(i * 31) % 700}`;
      const known = held.get(key);
      if (known === undefined) {
        const spelling = table.take(key, key);
        table.show(spelling);
        held.set(key, spelling);
      } else {
        table.hide(known);
        table.release(known);
        held.delete(key);
      }
    }
    expect(table.size).toBe(held.size);
    for (let i = 0; i < 700; i++) expect(lookUp(table, `name ${i}`) !== undefined).toBe(held.has(`name ${i}`));
  });
});
