import { describe, expect, it } from '@jest/globals';
import { PAGE_FONTS, smallPage } from './small-page.js';

describe('a small page', () => {
  it('reads in its language’s direction, and its title is text', () => {
    const page = smallPage('ar', { title: '<b>A & B</b>', main: '<p>x</p>' });
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('<title>&lt;b&gt;A &amp; B&lt;/b&gt;</title>');
    expect(page).toContain('<main>\n<p>x</p>\n</main>');
    expect(smallPage('en', { title: 'A', main: '' })).toContain('<html lang="en" dir="ltr">');
  });

  it('has the fonts, the attributes and the look that it was given', () => {
    const page = smallPage('en', {
      title: 'A',
      main: '',
      head: [PAGE_FONTS],
      attributes: ['data-status="x"'],
      mainClass: 'card',
    });
    expect(page).toContain('<html lang="en" dir="ltr" data-status="x">');
    expect(page).toContain(PAGE_FONTS);
    expect(page).toContain('<main class="card">');
  });
});
