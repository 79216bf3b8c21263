import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { assetsDir } from '../../common/assets-dir.js';
import type { Locale } from '../../common/i18n/locale.js';
import { inArabicDigits, mailFormat, type ArabicStyle, type MailFormat } from './mail-format.js';
import { MAIL_SAMPLES } from './mail-samples.js';
import { plainTextOf, slotsOf, type MailBusiness } from './mail-slots.js';
import { compileTemplate, type CompiledTemplate } from './mail-template.js';
import { toPlain, type MailText } from './mail-text.js';
import { arabicTexts } from './mail-texts.ar.js';
import { englishTexts } from './mail-texts.en.js';
import type { MailContent, MailTexts } from './mail-texts.js';
import { categoryOf } from './message-vocabulary.js';
import type { MailType, MailVariables } from './mail-variables.schemas.js';

/** A mail ready to be sent or looked at. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Hash of the template with its words: two mails of one version differ in their variables alone. */
  readonly version: string;
}

/** What stands around the variables: the business, and the address that the button leads to. */
export interface MailFrame {
  readonly business: MailBusiness;
  /** Null where the mail has no button. */
  readonly link: string | null;
  /** Where reminders are ended; it stands under reminders alone. */
  readonly unsubscribe?: string | null;
}

// Mailjet refuses a longer one.
const MAX_SUBJECT = 255;
const SAMPLE_FRAME: MailFrame = {
  business: {
    name: 'Business',
    logo: null,
    taxId: null,
    support: { email: null, phone: null },
    arabic: { digits: 'latn', months: 'common' },
  },
  link: 'https://example.com/',
  unsubscribe: 'https://example.com/',
};
const TEXTS: Readonly<Record<Locale, MailTexts>> = { ar: arabicTexts, en: englishTexts };
const compiled = z.strictObject({ ltr: z.string(), rtl: z.string() });

/** Turns a type and its variables into a mail in the reader's language, from the templates compiled at build. */
@Injectable()
export class MailRenderer {
  private readonly templates = new Map<string, CompiledTemplate>();
  private readonly versions = new Map<string, string>();
  private readonly formats = new Map<string, MailFormat>();

  /** Renders one mail; the variables are taken as checked. */
  render<T extends MailType>(
    type: T,
    locale: Locale,
    variables: MailVariables<T>,
    frame: MailFrame,
  ): RenderedMail {
    return { ...this.write(type, locale, variables, frame), version: this.version(type, locale) };
  }

  /** The version of a type's present template in one language. */
  version(type: MailType, locale: Locale): string {
    const key = `${type}.${locale}`;
    const known = this.versions.get(key);
    if (known !== undefined) return known;
    const { subject, html, text } = this.write(type, locale, MAIL_SAMPLES[type], SAMPLE_FRAME);
    const version = createHash('sha256').update([subject, html, text].join('\0')).digest('hex').slice(0, 12);
    this.versions.set(key, version);
    return version;
  }

  private write<T extends MailType>(
    type: T,
    locale: Locale,
    variables: MailVariables<T>,
    { business, link, unsubscribe = null }: MailFrame,
  ): Omit<RenderedMail, 'version'> {
    const texts = TEXTS[locale];
    const { name: businessName, taxId, support, arabic } = business;
    const format = this.format(locale, arabic);
    const written = texts.mails[type](variables, { businessName, taxId, support, format });
    const links = { button: link, unsubscribe: categoryOf(type) === 'reminder' ? unsubscribe : null };
    const bidi = locale === 'ar';
    const content = bidi && arabic.digits === 'arab' ? withText(written, inArabicDigits) : written;
    return {
      subject: oneLine(toPlain(content.subject, bidi)),
      html: this.template(type, locale)(slotsOf(content, variables, texts, business, links)),
      text: plainTextOf(content, variables, texts, business, links, bidi),
    };
  }

  /** How amounts and days are written in one language. */
  format(locale: Locale, arabic: ArabicStyle): MailFormat {
    const key = [locale, arabic.digits, arabic.months].join();
    const format = this.formats.get(key) ?? mailFormat(locale, arabic);
    this.formats.set(key, format);
    return format;
  }

  private template(type: MailType, locale: Locale): CompiledTemplate {
    const key = `${type}.${locale}`;
    const known = this.templates.get(key);
    if (known) return known;
    const { ltr, rtl } = compiled.parse(JSON.parse(readAsset(type)));
    this.templates.set(`${type}.en`, compileTemplate(ltr));
    this.templates.set(`${type}.ar`, compileTemplate(rtl));
    return this.template(type, locale);
  }
}

function readAsset(type: MailType): string {
  const path = join(assetsDir, 'mails', `${type}.json`);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`The mail templates are missing (${path}): run node scripts/build-assets.mjs.`, {
      cause,
    });
  }
}

function withText(content: MailContent, change: (text: MailText) => MailText): MailContent {
  return {
    subject: change(content.subject),
    preview: change(content.preview),
    chip: content.chip === null ? null : change(content.chip),
    heading: change(content.heading),
    lead: content.lead.map(change),
    rows: (content.rows ?? []).map((row) => ({
      ...row,
      title: change(row.title),
      notes: row.notes.map(change),
      value: change(row.value),
    })),
    button: change(content.button),
    note: content.note.map(change),
  };
}

/** Cut to what Mailjet takes, but never through a character of two halves. */
function oneLine(subject: string): string {
  return subject
    .replace(/\s+/g, ' ')
    .slice(0, MAX_SUBJECT)
    .replace(/[\uD800-\uDBFF]$/, '');
}
