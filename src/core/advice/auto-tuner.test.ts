import { expect, it } from 'vitest';
import { AutoTuner } from './auto-tuner.ts';

function tuner(applyStrong: (tenant: string) => Promise<readonly never[]>) {
  const errors: unknown[] = [];
  const auto = new AutoTuner({
    tuning: { applyStrong },
    onApplied: () => undefined,
    onError: (error) => errors.push(error),
  });
  const learn = (count: number, tenant = 'acme') => {
    for (let i = 0; i < count; i++) auto.learned(tenant);
  };
  return { auto, learn, errors };
}

it('looks once in fifty queries of a tenant', async () => {
  const looks: string[] = [];
  const { auto, learn } = tuner(async (tenant) => {
    looks.push(tenant);
    return [];
  });
  learn(49);
  learn(50, 'globex');
  await auto.settled();
  expect(looks).toEqual(['globex']);
  learn(1);
  learn(50);
  await auto.settled();
  expect(looks).toEqual(['globex', 'acme', 'acme']);
});

it('tells of what could not be applied, and looks again', async () => {
  const { auto, learn, errors } = tuner(() => Promise.reject(new Error('no records')));
  learn(100);
  await auto.settled();
  expect(errors).toHaveLength(2);
});
