import { describe, expect, it } from '@jest/globals';
import { escapeHtml, scriptLiteral } from './html.js';

describe('text in our pages', () => {
  it('cannot open a tag or leave an attribute', () => {
    expect(escapeHtml(`<b a="x" c='y'>&`)).toBe('&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;');
  });

  it('cannot end the script that carries it, and comes out unchanged', () => {
    const value = { name: '</script><script>alert(1)</script>', line: 'a\u2028b' };
    const literal = scriptLiteral(value);
    expect(literal).not.toContain('</');
    expect(literal).not.toContain('\u2028');
    expect(JSON.parse(literal)).toEqual(value);
  });
});
