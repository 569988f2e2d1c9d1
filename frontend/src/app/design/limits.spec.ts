import { lengthOf, limitsInWords, textProblem } from './limits';

const NAME = { minLength: 2, maxLength: 5, pattern: '^[a-z]+$' };

describe('Limits in words', () => {
  it.each([
    [{ minLength: 2, maxLength: 32 }, '2 to 32 characters'],
    [{ minLength: 1, maxLength: 500 }, 'Up to 500 characters'],
    [{ minLength: 8 }, 'At least 8 characters'],
    [{}, ''],
  ])('say what %o asks for', (limits, words) => {
    expect(limitsInWords(limits)).toBe(words);
  });

  it.each([
    ['', 'Name is missing.'],
    ['a', 'It needs at least 2 characters; this has 1.'],
    ['abcdef', 'It may have at most 5 characters; this has 6.'],
    ['a b', 'Letters only'],
  ])('say what is wrong with "%s"', (text, words) => {
    expect(textProblem(text, NAME, 'Name', 'Letters only')).toBe(words);
  });

  it('have nothing against a text within them', () => {
    expect(textProblem('abc', NAME, 'Name')).toBeNull();
  });

  it('count code points', () => {
    expect(lengthOf('a😀')).toBe(2);
  });
});
