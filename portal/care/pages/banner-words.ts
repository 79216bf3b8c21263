import type { Banner } from '../care-types.js';
import type { Language } from '../language.js';
import { declineOf } from '../texts.js';
import type { IconName } from '../ui/icon.js';
import type { Tone } from '../ui/parts.js';

/** What a banner says and how it looks. */
export interface BannerWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly body: string;
}

type Facts = readonly [banner: Banner, language: Language];

const WORDS: Readonly<Record<Banner['kind'], (...facts: Facts) => BannerWords>> = {
  suspended: (banner, { texts }) => {
    const name = banner.subscription_name ?? '';
    const isOurs = banner.suspended_for?.includes('staff') ?? false;
    const words = isOurs ? texts.banners.suspendedByStaff(name) : texts.banners.suspended(name);
    return { tone: 'danger', icon: 'alert', ...words };
  },
  payment_due: (banner, { texts, money, day }) => {
    const words = texts.banners.payment_due(
      banner.money ? money(banner.money) : '',
      banner.due_on ? day(banner.due_on) : '',
      banner.is_overdue ?? false,
    );
    const next = banner.next_attempt_at ? day(banner.next_attempt_at.slice(0, 10)) : null;
    const sentences = [
      banner.decline ? declineOf(texts, banner.decline) : words.body,
      ...(next === null ? [] : [texts.banners.nextAttempt(next)]),
    ];
    return { tone: 'warning', icon: 'clock', title: words.title, body: sentences.join(' ') };
  },
  payment_action: (banner, { texts, money }) => ({
    tone: 'warning',
    icon: 'bank',
    ...texts.banners.payment_action(banner.money ? money(banner.money) : ''),
  }),
  expired_default: (banner, { texts }) => ({
    tone: 'danger',
    icon: 'card',
    ...texts.banners.expired_default(banner.method ? texts.nameOf(banner.method) : ''),
  }),
  expiring_default: (banner, { texts }) => ({
    tone: 'warning',
    icon: 'card',
    ...texts.banners.expiring_default(
      banner.method ? texts.nameOf(banner.method) : '',
      texts.daysLeft(banner.days_left ?? 0),
    ),
  }),
  no_method: (_, { texts }) => ({ tone: 'warning', icon: 'card', ...texts.banners.no_method }),
  pending_subscription: (banner, { texts }) => ({
    tone: 'info',
    icon: 'signal',
    ...texts.banners.pending_subscription(banner.subscription_name ?? ''),
  }),
};

/** The words of a banner in the page's language. */
export function bannerWords(...facts: Facts): BannerWords {
  return WORDS[facts[0].kind](...facts);
}
