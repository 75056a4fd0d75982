import { describe, expect, it } from 'vitest';
import { XML_DEPTH_MAX, xmlProblem } from './xml-check.ts';

const problemOf = (xml: string) => xmlProblem(Buffer.from(xml));

describe('xmlProblem', () => {
  it.each([
    '<?xml version="1.0"?><a b="1 > 0" c=\'<\'><!-- <b> --><![CDATA[<b><c>]]><d/><d />text</a>',
    '',
    'text',
    `${'<a>'.repeat(XML_DEPTH_MAX)}${'</a>'.repeat(XML_DEPTH_MAX)}`,
    '<a/>'.repeat(5_000),
    '<a></a>'.repeat(5_000),
  ])('lets sound XML through', (xml) => {
    expect(problemOf(xml)).toBeNull();
  });

  it.each([
    ['<a>'.repeat(XML_DEPTH_MAX + 1), 'deep'],
    ['<a><!-- never', 'never ends'],
    ['<a><![CDATA[ never', 'never ends'],
    ['<?xml never', 'never ends'],
    ['<a b="never>', 'never ends'],
    ['<a', 'never ends'],
    ['<a></a></a>', 'did not begin'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'document type'],
    ['<!doctype html>', 'document type'],
  ])('says why %s is not read', (xml, why) => {
    expect(problemOf(xml)).toContain(why);
  });

  it('reads long runs of what begins in one pass', () => {
    for (const piece of ['<!--', '<![CDATA[', '<?', '<', '<a b="', "<a b='"])
      expect(problemOf(piece.repeat(2_000_000 / piece.length))).not.toBeUndefined();
  });
});
