import { isIP } from 'node:net';

const ZONE_NAME = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;
const HOURS = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;
const NAMED_PROXIES = ['loopback', 'linklocal', 'uniquelocal'];

/** Whether the name is one of the time zone database: a bare offset means its opposite to PostgreSQL, so it is none. */
export function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether the text is a well-formed language tag, such as `ar` or `en-GB`. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether ISO 4217 knows the code, in upper case. */
export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}

/** The web address behind the text, or null when it is none. */
export function webAddress(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}

/** Whether the host is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether the text is an address, a network in CIDR form or one of the names that a proxy list may hold. */
export function isProxy(text: string): boolean {
  if (NAMED_PROXIES.includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** Minutes after local midnight, from the first included to the last excluded. */
export interface HoursOfDay {
  readonly from: number;
  readonly to: number;
}

/** Reads `09:00-18:00`; null when it is no such text or ends before it begins. */
export function hoursOfDay(text: string): HoursOfDay | null {
  const parts = HOURS.exec(text.trim());
  if (!parts) return null;
  const [, fromHour, fromMinute, toHour = parts[5], toMinute = parts[6]] = parts;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from < to ? { from, to } : null;
}
