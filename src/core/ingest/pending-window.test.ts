import { expect, it } from 'vitest';
import type { PendingItem } from '../../ports/document-store.ts';
import { PendingWindow } from './pending-window.ts';

function itemOf(item: number, ingestId = 'i_1'): PendingItem {
  return {
    ...{ ingestId, item, revision: 1, documentId: `d${item}`, scope: { tenant: 'acme', collection: 'default' } },
    ...{ title: '', uri: null, tags: [], metadata: {}, contentType: 'text/plain', content: '', contentHash: '' },
  };
}

it('opens no item twice', async () => {
  const window = new PendingWindow();
  const first = await window.openFrom(async () => [itemOf(0), itemOf(1)]);
  const second = await window.openFrom(async () => [itemOf(0), itemOf(1), itemOf(2), itemOf(0, 'i_2')]);
  expect(first.map(({ item }) => item.item)).toEqual([0, 1]);
  expect(second.map(({ item }) => [item.ingestId, item.item])).toEqual([
    ['i_1', 2],
    ['i_2', 0],
  ]);
  expect(window.size).toBe(4);
});

it('does not open again what was closed while the page was read', async () => {
  const window = new PendingWindow();
  await window.openFrom(async () => [itemOf(0)]);
  const opened = await window.openFrom(async () => {
    window.close(itemOf(0));
    return [itemOf(0), itemOf(1)];
  });
  expect(opened.map(({ item }) => item.item)).toEqual([1]);
});

it('does not open what was called off while the page was read', async () => {
  const window = new PendingWindow();
  const opened = await window.openFrom(async () => {
    window.callOff(({ documentId }) => documentId === 'd0', new Error('deleted'));
    return [itemOf(0), itemOf(1)];
  });
  expect(opened.map(({ item }) => item.item)).toEqual([1]);
  expect(await window.openFrom(async () => [itemOf(0)])).toHaveLength(1);
});

it('opens again what is still pending later: its work was not committed', async () => {
  const window = new PendingWindow();
  await window.openFrom(async () => [itemOf(0)]);
  window.close(itemOf(0));
  expect(await window.openFrom(async () => [itemOf(0)])).toHaveLength(1);
});

it('calls off the work on what is named', async () => {
  const window = new PendingWindow();
  const [a, b] = await window.openFrom(async () => [itemOf(0), itemOf(1)]);
  window.callOff(({ documentId }) => documentId === 'd1', new Error('deleted'));
  expect(a?.signal.aborted).toBe(false);
  expect(b?.signal.reason).toEqual(new Error('deleted'));
});
