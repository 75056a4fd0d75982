import { describe, expect, it } from 'vitest';
import { chooseTool, namedTool } from './choose-tool.ts';

/** Written after the rules stood, and not used to write them. */
const HELD_OUT: readonly (readonly [string, string])[] = [
  ['Summarise the meeting notes from March', 'summarize'],
  ['Could you sum up what the handbook says about holidays?', 'summarize'],
  ['Quick summary of the incident report', 'summarize'],
  ['What are the key findings of the audit?', 'summarize'],
  ['an overview of the billing system', 'summarize'],
  ['TL;DR the contract', 'summarize'],
  ['Contrast mitosis with meiosis', 'compare'],
  ['Postgres versus MySQL', 'compare'],
  ['What distinguishes a crow from a raven?', 'answer'],
  ['What are the main differences between the two contracts and the annex?', 'compare'],
  ['How does plan A compare with plan B?', 'compare'],
  ['Is copper heavier than aluminium?', 'compare'],
  ['Who is taller: Anna or Ben?', 'compare'],
  ['Similarities between jazz and blues', 'compare'],
  ['Extract all invoice numbers', 'extract'],
  ['Give me a list of all phone numbers of suppliers', 'extract'],
  ['list every deadline in the project plan', 'extract'],
  ['Which prices are listed for shipping?', 'extract'],
  ['Find all links about onboarding', 'extract'],
  ['How many files mention GDPR?', 'analyze'],
  ['How often is the budget mentioned?', 'analyze'],
  ['What is the trend of unemployment?', 'analyze'],
  ['How has revenue grown since 2019?', 'analyze'],
  ['Analyse customer complaints', 'analyze'],
  ['How many moons does Mars have?', 'answer'],
  ['What was the most important battle of the war?', 'answer'],
  ['Which river is the longest in Europe?', 'answer'],
  ['Name three causes of the famine', 'answer'],
  ['Explain the difference engine of Babbage', 'answer'],
  ['Vitamin D lowers the risk of fractures more than calcium does.', 'answer'],
  ['How does photosynthesis differ in shade?', 'answer'],
  ['When did the trend begin?', 'answer'],
  ['Did the price change after the war?', 'answer'],
  ['comparison of adults', 'search'],
  ['list price', 'search'],
  ['overview map', 'search'],
  ['trend analysis software', 'search'],
  ['key takeaway box', 'search'],
  ['extract of vanilla', 'search'],
];

describe('the choice of a tool', () => {
  it('is right for nine in ten of texts that were held back', () => {
    const wrong = HELD_OUT.filter(([text, tool]) => chooseTool({ text }).tool !== tool);
    expect(wrong.length / HELD_OUT.length).toBeLessThanOrEqual(0.1);
  });

  it.each([
    ['Summarize the history of the lighthouses', 'summarize', 'the history of the lighthouses'],
    ['tl;dr of the rate limits', 'summarize', 'the rate limits'],
    ['What are the main points of the operating guide?', 'summarize', 'the operating guide'],
    [
      'Compare the bare pattern with the fused pattern in terms of latency',
      'compare',
      'bare pattern fused pattern latency',
    ],
    ['What is the difference between fast and fused?', 'compare', 'fast fused'],
    ['Is Fastnet older than Bell Rock?', 'compare', 'Fastnet Bell Rock older'],
    ['List all dates about Bell Rock', 'extract', 'Bell Rock'],
    ['Which dates are mentioned about Fastnet?', 'extract', 'Fastnet'],
    ['list all lighthouses', 'extract', 'lighthouses'],
    ['List all dates in the documents', 'extract', ''],
    ['How many documents mention granite?', 'analyze', 'granite'],
    ['How many documents do I have?', 'analyze', ''],
    ['How often is Thompson Sampling mentioned?', 'analyze', 'Thompson Sampling'],
    ['How has the price changed over time?', 'analyze', 'the price'],
    ['Which names are mentioned most often?', 'analyze', ''],
  ])('%j: %s, looking for %j', (text, tool, topic) => {
    expect(chooseTool({ text })).toMatchObject({ tool, topic });
  });

  it.each([
    'How do the fees at former Model C schools compare to those at other schools?',
    'Physical activity is associated with the difference in oxygen consumption between black and white youth.',
    'What name was given to the western half of the colony?',
    'Name a luxury division of Toyota.',
    'How many lighthouses are there?',
    'how often do tires need changing',
    'give me the date my bill is due',
  ])('leaves %j to the plain answer', (text) => {
    expect(chooseTool({ text })).toMatchObject({ tool: 'answer', topic: text });
  });

  it('reads the topic for a tool that was named as if it had been chosen', () => {
    expect(namedTool('summarize', 'Summarize the lighthouses').topic).toBe('the lighthouses');
    expect(namedTool('extract', 'the lighthouses')).toMatchObject({ tool: 'extract', topic: 'lighthouses' });
    expect(namedTool('compare', 'A and B')).toMatchObject({ topic: 'A B', asked: 'compare A and B' });
    expect(namedTool('answer', 'Summarize the lighthouses').topic).toBe('Summarize the lighthouses');
  });

  it('reads hostile texts in time', () => {
    const texts = [
      'list '.repeat(2_000),
      `compare ${'a and '.repeat(2_000)}`,
      `difference between ${' '.repeat(5_000)}`,
      'the '.repeat(3_000),
    ];
    for (const text of texts) expect(chooseTool({ text }).tool).toBeTypeOf('string');
  });
});
