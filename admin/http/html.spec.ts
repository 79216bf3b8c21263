import { describe, expect, it } from '@jest/globals';
import { scriptLiteral } from './html.js';

describe('a value in our pages', () => {
  it('cannot end the script that carries it, and comes out unchanged', () => {
    const value = { name: '</script><script>alert(1)</script>', line: 'a\u2028b' };
    const literal = scriptLiteral(value);
    expect(literal).not.toContain('</');
    expect(literal).not.toContain('\u2028');
    expect(JSON.parse(literal)).toEqual(value);
  });
});
