import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './mail-template.js';

describe('mail template', () => {
  it('fills slots, and leaves unknown ones empty', () => {
    expect(compileTemplate('<p>{{a}}-{{ b }}-{{c}}</p>')({ a: '1', b: '2' })).toBe('<p>1-2-</p>');
  });

  it('leaves a block out when its slot is empty', () => {
    const template = compileTemplate('x{{#link}}<a href="{{link}}">{{#deep}}!{{/deep}}</a>{{/link}}y');
    expect(template({ link: '/go', deep: '1' })).toBe('x<a href="/go">!</a>y');
    expect(template({ link: '/go' })).toBe('x<a href="/go"></a>y');
    expect(template({ link: '' })).toBe('xy');
  });

  it('does not read slots in what it was filled with', () => {
    expect(compileTemplate('{{a}}')({ a: '{{b}}', b: 'secret' })).toBe('{{b}}');
  });

  it.each(['{{#a}}', '{{/a}}', '{{#a}}{{#b}}{{/a}}{{/b}}'])('refuses %s', (html) => {
    expect(() => compileTemplate(html)).toThrow('The template');
  });
});
