import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assetsDir } from '../../common/assets-dir.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { sendProblem } from '../../common/errors/problem.filter.js';
import { escapeHtml } from '../../common/html.js';
import { allowPage } from '../../common/http/security-headers.js';
import { vendorSources } from '../../common/http/vendor-sources.js';
import { localeOf, type Locale } from '../../common/i18n/locale.js';
import { missingPage, wantsPage } from './missing-page.js';

/** The page's HTML, filled in with what is the same for everybody; nothing in it depends on the link. */
@Injectable()
export class CareShell implements OnModuleInit {
  private template: Promise<string> | null = null;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  // The path of a controller cannot end with a slash, and that is how people type it; whoever types the host alone is a customer.
  onModuleInit(): void {
    this.host.httpAdapter
      .getInstance<FastifyInstance>()
      .get('/care/', ({ headers }, reply) => this.send(reply, localeOf(headers['accept-language'])))
      .get('/', (_, reply) => reply.redirect('/care'))
      .get('/care/api/*', (request, reply) => {
        sendProblem(new NotFoundException(), request, reply);
      })
      .get('/care/*', (request, reply) => this.sendMissing(request, reply));
  }

  private sendMissing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { accept, 'accept-language': language } = request.headers;
    if (!wantsPage(accept)) {
      sendProblem(new NotFoundException(), request, reply);
      return reply;
    }
    const { business, selfCare } = this.config;
    allowPage(reply, {});
    return reply
      .code(404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(missingPage(business.name, selfCare.baseUrl, localeOf(language)));
  }

  /** Sets the headers of the page and gives its text. */
  async send(reply: FastifyReply, locale: Locale): Promise<string> {
    this.template ??= readFile(join(assetsDir, 'portal', 'care.html'), 'utf8');
    const { business, mode } = this.config;
    const nonce = randomBytes(18).toString('base64');
    const values: Readonly<Record<string, string>> = {
      lang: locale,
      dir: locale === 'ar' ? 'rtl' : 'ltr',
      business_name: business.name,
      business_logo: business.logo ?? '',
      mode,
      nonce,
    };
    const vendors = vendorSources(this.config);
    const logo = business.logo ? [originOf(business.logo)] : [];
    allowPage(reply, { ...vendors, image: [...vendors.image, ...logo] }, { nonce, popups: vendors.popups });
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return (await this.template).replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
      escapeHtml(values[name] ?? ''),
    );
  }
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "'self'";
}
