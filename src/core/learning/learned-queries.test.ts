import { describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { createCatalogue } from '../../adapters/memory/catalogue.ts';
import { LearnedQueries, sessionKey } from './learned-queries.ts';

const SCOPE = { tenant: 'default', collection: 'default' };

/** Documents `d1`…, each one chunk of the same number. */
function catalogueOf(...chunks: readonly number[]) {
  const catalogue = createCatalogue();
  const partition = catalogue.open(SCOPE);
  const facts = (chunk: number) => ({
    documentId: `d${chunk}`,
    title: '',
    uri: null,
    tags: [],
    metadata: {},
    enabled: true,
  });
  for (const chunk of chunks) {
    partition.stage(facts(chunk), [chunk]);
    partition.publish(`d${chunk}`);
  }
  return { catalogue, partition, facts };
}

function offered(learned: LearnedQueries, text: string): boolean | undefined {
  const query = learned.book(SCOPE)?.find(text);
  return query === undefined ? undefined : learned.mayOffer(SCOPE)(query);
}

describe('LearnedQueries', () => {
  it('keeps scopes apart', () => {
    const learned = new LearnedQueries(createCatalogue());
    learned.answered(answeredQuery('mine'));
    learned.answered(answeredQuery('theirs', { tenant: 'globex' }));
    learned.answered(answeredQuery('elsewhere', { collection: 'other' }));
    expect(learned.size).toBe(3);
    expect(learned.book(SCOPE)?.size).toBe(1);
    expect(learned.book({ ...SCOPE, tenant: 'globex' })?.find('theirs')).toBeDefined();
    learned.forget('default');
    expect(learned.book(SCOPE)).toBeUndefined();
    expect(learned.book({ ...SCOPE, collection: 'other' })).toBeUndefined();
    expect(learned.size).toBe(1);
  });

  it('offers only what was answered from documents that are all still to be seen', () => {
    const { catalogue, partition, facts } = catalogueOf(1, 2);
    const learned = new LearnedQueries(catalogue);
    learned.answered(answeredQuery('both', { citedChunks: [1, 2] }));
    learned.answered(answeredQuery('never', { answered: false }));
    learned.answered(answeredQuery('gone already', { citedChunks: [9] }));
    expect(offered(learned, 'both')).toBe(true);
    expect(offered(learned, 'never')).toBe(false);
    expect(offered(learned, 'gone already')).toBe(false);
    partition.setFacts({ ...facts(2), enabled: false });
    expect(offered(learned, 'both')).toBe(false);
    partition.setFacts(facts(2));
    expect(offered(learned, 'both')).toBe(true);
    partition.retire('d1');
    expect(offered(learned, 'both')).toBe(false);
  });

  it('makes room in the tenant that is full, in its largest scope', () => {
    const learned = new LearnedQueries(createCatalogue(), { tenantQueriesMax: 5, queriesMax: 100 });
    for (let i = 0; i < 4; i++) learned.answered(answeredQuery(`here ${i}`));
    for (let i = 0; i < 3; i++) learned.answered(answeredQuery(`there ${i}`, { collection: 'other' }));
    learned.answered(answeredQuery('not mine', { tenant: 'globex' }));
    expect(learned.book(SCOPE)?.size).toBe(3);
    expect(learned.book({ ...SCOPE, collection: 'other' })?.size).toBe(2);
    expect(learned.book({ ...SCOPE, tenant: 'globex' })?.size).toBe(1);
  });

  it('lets go of the longest silent scopes when all together are too many', () => {
    const learned = new LearnedQueries(createCatalogue(), { tenantQueriesMax: 10, queriesMax: 6 });
    for (const tenant of ['a', 'b', 'c'])
      for (let i = 0; i < 3; i++) learned.answered(answeredQuery(`q ${i}`, { tenant }));
    expect(learned.book({ ...SCOPE, tenant: 'a' })).toBeUndefined();
    expect(learned.size).toBe(6);
  });

  it('learns the past once, also what is answered while it is read', () => {
    const learned = new LearnedQueries(createCatalogue());
    const [old, live] = [answeredQuery('old'), answeredQuery('live')];
    learned.beginPast();
    learned.learnPast(old);
    learned.answered(live);
    learned.learnPast(live);
    learned.endPast();
    expect(learned.book(SCOPE)?.find('live')?.count).toBe(1);
    expect(learned.book(SCOPE)?.find('old')?.count).toBe(1);
  });
});

describe('sessionKey', () => {
  it('takes the session, else the user, and mixes neither up', () => {
    expect(sessionKey({ sessionId: 'x', userId: 'y' })).toBe('sx');
    expect(sessionKey({ sessionId: null, userId: 'x' })).toBe('ux');
    expect(sessionKey({ sessionId: null, userId: null })).toBeNull();
  });
});
