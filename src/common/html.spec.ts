import { describe, expect, it } from '@jest/globals';
import { escapeHtml } from './html.js';

describe('text in our pages', () => {
  it('cannot open a tag or leave an attribute', () => {
    expect(escapeHtml(`<b a="x" c='y'>&`)).toBe('&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;');
  });
});
