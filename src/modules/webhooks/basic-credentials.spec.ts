import { describe, expect, it } from '@jest/globals';
import { isSignedInAs } from './basic-credentials.js';

const CREDENTIALS = { user: 'mailjet', password: 'pä:ss' };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('Basic credentials', () => {
  it('are the user, a colon and the password, which may hold colons and any letters', () => {
    expect(isSignedInAs(CREDENTIALS, basic('mailjet:pä:ss'))).toBe(true);
    expect(isSignedInAs(CREDENTIALS, basic('mailjet:pä:ss').replace('Basic', 'basic '))).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Basic',
    'Basic !!!',
    'Bearer abc',
    basic(''),
    basic('mailjet'),
    basic('mailjet:'),
    basic('mailjet:pä'),
    basic('mailjet:pä:ss '),
    basic('Mailjet:pä:ss'),
    `${basic('mailjet:pä:ss')}, ${basic('x:y')}`,
  ])('are refused as %p', (header) => {
    expect(isSignedInAs(CREDENTIALS, header)).toBe(false);
  });
});
