import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';

function sentences(text: string): string[] {
  return splitSentences(text).map((span) => text.slice(span.start, span.end));
}

/** Each row is one text, its sentences separated by ` | `. */
function expectSplit(marked: string): void {
  const parts = marked.split(' | ');
  expect(sentences(parts.join(' '))).toEqual(parts);
}

describe('splitSentences', () => {
  it.each([
    'One sentence. | Another one! | A third? | The last',
    'Dr. Smith met Mr. Jones at St. Mary Hospital. | They talked.',
    'It was shown by Smith et al. in 2010. | Later work by Lee et al. (2012) agreed. | We follow Kim et al. | The result holds.',
    'See Fig. 3 and Eq. (4), e.g. the left part, i.e. the curve. | It rises vs. the baseline.',
    'J. R. R. Tolkien and George W. Bush never met. | Both wrote.',
    'He lives in the U.S. and works for the U.S. Army. | She left the U.S. | The move was hard.',
    'Take vitamin C. | The dose is 3.5 mg, or 0.25 ml. | That was in 1999. | Nobody objected.',
    'The price rose to $1.50. | At 5 p.m. the market closed.',
    'Is the answer No. 7? | The answer is no. | No. | We tried.',
    'It opened in Jan. 2020. | It closed.',
    '“Stop!” he said. | “Why?” she asked him. | Then silence.',
    'It works (see above.) | Next one. | [Bracketed.] | End.',
    'Earth is round.[12] | Mars too.[3][4] | Venus as well.',
    'Wait... what happened? | Nothing... | Then it began.',
    'Cells died. | p53 was active. | mRNA rose. | iPhone sales fell.',
    '3. Install the server. | Then start it.',
    'Visit example.com today. | Use node.js v24.12 there.',
    'What?! | Really. | Yes!',
    'Das gilt z.B. für Hunde bzw. Katzen. | Ärzte wissen das. | Übrigens auch Dr. Müller.',
    'La fin. | Était-ce vrai ? | Oui.',
    'यह एक वाक्य है। | यह दूसरा है।',
    'هل هذا صحيح؟ | نعم.',
    '**Bold claim.** | _Another._ | Plain.',
  ])('%s', (marked) => expectSplit(marked));

  it('ends sentences at the full stops of Chinese and Japanese without white space', () => {
    expect(sentences('今天很好。明天呢？「好。」他说！完')).toEqual([
      '今天很好。',
      '明天呢？',
      '「好。」',
      '他说！',
      '完',
    ]);
  });

  it('takes empty lines as ends and wrapped lines as one sentence', () => {
    const wrapped =
      'A sentence that is long enough to be wrapped by an editor\nand goes on in the next line. It ends\n\nHere begins another';
    expect(sentences(wrapped)).toEqual([
      'A sentence that is long enough to be wrapped by an editor\nand goes on in the next line.',
      'It ends',
      'Here begins another',
    ]);
  });

  it('keeps a name together that is wrapped behind a long line', () => {
    expect(sentences('The committee that decided on the matter was led by\nAda Lovelace at that time.')).toHaveLength(
      1,
    );
  });

  it('ends sentences between items, headings, rows, labels and short lines', () => {
    expect(sentences('## Fruit\nthe list:\n- apples\n- pears\n1. one\n2) two')).toEqual([
      '## Fruit',
      'the list:',
      '- apples',
      '- pears',
      '1. one',
      '2) two',
    ]);
    expect(sentences('| a | b |\n| c | d |')).toEqual(['| a | b |', '| c | d |']);
    expect(sentences('name: Ada Lovelace\nborn: 1815\nwork.field: mathematics')).toHaveLength(3);
    expect(sentences('Chapter One\nIt was a dark night.')).toEqual(['Chapter One', 'It was a dark night.']);
  });

  it('measures each line by itself when it tells a short line from a wrapped one', () => {
    const text = 'A line that is long enough to have been wrapped by\nAda and her editor\nChapter Two began';
    expect(sentences(text)).toEqual([
      'A line that is long enough to have been wrapped by\nAda and her editor',
      'Chapter Two began',
    ]);
  });

  it('splits a span of a text, with offsets into the whole', () => {
    const text = 'Not this. But this. And that. Not here.';
    expect(splitSentences(text, { start: 10, end: 29 })).toEqual([
      { start: 10, end: 19 },
      { start: 20, end: 29 },
    ]);
    expect(splitSentences('')).toEqual([]);
    expect(splitSentences(' \n ')).toEqual([]);
  });

  it('gives trimmed spans in order that hold every visible character', () => {
    const alphabet = fc.constantFrom(...'ab A.B !?\n\n"()[1]。語\u{1f600}-#|:'.split(''), 'Dr.', ' et al. ', '. The ');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 80 }), (parts) => {
        const text = parts.join('');
        let end = 0;
        for (const span of splitSentences(text)) {
          expect(text.slice(end, span.start).trim()).toBe('');
          const sentence = text.slice(span.start, span.end);
          expect(sentence).toBe(sentence.trim());
          expect(sentence).not.toBe('');
          end = span.end;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with Intl.Segmenter on ordinary prose', () => {
    const prose =
      'The trial ran for two years. Patients were followed every month! Did anyone drop out? Only three did.';
    const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
    const theirs = [...segmenter.segment(prose)].map((part) => part.segment.trim());
    expect(sentences(prose)).toEqual(theirs);
  });
});
