/**
 * Words that carry grammar or the form of a question: no coverage is counted over them. Wider than the index's stop words,
 * which must keep them findable.
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those such some any each every other another same both either neither all ' +
    'and or but nor if then than so as because while though although ' +
    'of in on at by for from to with without into onto over under about between through during within upon per via ' +
    'i me my we us our you your he him his she her hers it its they them their theirs one ' +
    'is are was were be been being am do does did done doing has have had having can could will would shall should may might must ' +
    'not no there here very also just only even too more most much many ' +
    "who whom whose which what when where why how whether please isn't aren't doesn't don't didn't can't won't what's who's " +
    'type types kind kinds sort name names named term example examples following ' +
    'explain describe tell give according used use called known'
  ).split(' '),
);
