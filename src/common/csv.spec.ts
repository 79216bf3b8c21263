import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a line of a CSV file', () => {
  it('ends as RFC 4180 has it, with nothing where there is nothing', () => {
    expect(csvLine(['Layla', null, 'ليلى'])).toBe('Layla,,ليلى\r\n');
  });

  it.each([
    ['=1+2', "'=1+2"],
    ['+44 20', "'+44 20"],
    ['-3', "'-3"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=a,b', `"'=a,b"`],
  ])('is safe to open with %j in it', (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  });
});
