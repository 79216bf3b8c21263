const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

/** The one way in which an e-mail of staff is written. */
export function normalEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** Whether it can be an e-mail address. */
export function isEmail(email: string): boolean {
  return email.length <= 254 && EMAIL.test(email);
}
