import { describe, expect, it } from '@jest/globals';
import {
  hoursOfDay,
  isCurrency,
  isLocale,
  isLoopback,
  isProxy,
  isTimeZone,
  webAddress,
} from './config-values.js';

describe('values of the configuration', () => {
  it('takes names of the time zone database, and no bare offset, which PostgreSQL reads backwards', () => {
    for (const zone of [
      'UTC',
      'Europe/London',
      'America/Argentina/Buenos_Aires',
      'Etc/GMT+12',
      'Pacific/Kiritimati',
    ]) {
      expect([zone, isTimeZone(zone)]).toEqual([zone, true]);
    }
    for (const zone of ['', '+03:00', 'UTC+3', 'Mars/Base', 'Europe/London; DROP', ' UTC']) {
      expect([zone, isTimeZone(zone)]).toEqual([zone, false]);
    }
  });

  it('takes language tags and currency codes as their standards write them', () => {
    expect(['ar', 'en-GB', 'ar-EG'].every(isLocale)).toBe(true);
    expect(['', 'en_GB', 'englishlanguage'].some(isLocale)).toBe(false);
    expect(['GBP', 'JOD', 'JPY'].every(isCurrency)).toBe(true);
    expect(['gbp', 'ABC', ''].some(isCurrency)).toBe(false);
  });

  it('reads hours of one day as minutes', () => {
    expect(hoursOfDay('09:00-18:00')).toEqual({ from: 540, to: 1080 });
    expect(hoursOfDay('00:00 - 24:00')).toEqual({ from: 0, to: 1440 });
    for (const text of ['9-18', '18:00-09:00', '09:00-09:00', '09:00-24:30', '09:60-10:00', '25:00-26:00']) {
      expect([text, hoursOfDay(text)]).toEqual([text, null]);
    }
  });

  it('takes web addresses only', () => {
    expect(webAddress('https://a.example/x')?.hostname).toBe('a.example');
    for (const text of ['a.example', 'ftp://a.example', 'javascript:alert(1)', 'https://']) {
      expect([text, webAddress(text)]).toEqual([text, null]);
    }
    expect(['localhost', '127.0.0.1', '127.1.2.3', '[::1]'].every(isLoopback)).toBe(true);
    expect(['127.example.com', '10.0.0.1'].some(isLoopback)).toBe(false);
  });

  it('takes addresses, networks and names of proxies', () => {
    expect(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback'].every(isProxy)).toBe(true);
    expect(['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/8', '10.0.0.0/', ''].some(isProxy)).toBe(false);
  });
});
