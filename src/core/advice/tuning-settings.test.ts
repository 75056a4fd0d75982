import { describe, expect, it } from 'vitest';
import { queryRequest } from '../query/query-request.ts';
import { tune, UNTUNED } from './tuning-settings.ts';

const SETTINGS = { autoPattern: 'fast', minConfidence: 0.4 } as const;

describe('tune', () => {
  it('changes nothing where nothing is tuned', () => {
    const request = queryRequest('x', { pattern: 'auto' });
    expect(tune(request, UNTUNED)).toEqual({ request, tuned: [] });
  });

  it('fills in what the request leaves open, and says so', () => {
    const { request, tuned } = tune(queryRequest('x', { pattern: 'auto' }), SETTINGS);
    expect(request.minConfidence).toBe(0.4);
    expect(tuned).toEqual(['min_confidence 0.4', 'pattern auto takes fast']);
  });

  it('leaves what the request says', () => {
    const asked = queryRequest('x', { pattern: 'fused', minConfidence: 0 });
    expect(tune(asked, SETTINGS)).toEqual({ request: asked, tuned: [] });
  });
});
