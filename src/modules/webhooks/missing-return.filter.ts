import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound, type DomainError } from '../../common/errors/domain-error.js';
import { allowPage } from '../../common/http/security-headers.js';
import { localeOf } from '../../common/i18n/locale.js';
import { UnknownVendor, VendorNotConfigured } from '../vendors/index.js';
import { missingReturnPage } from './return-page.js';

/** A person comes back here, not a program: what is not there is told by a page. */
@Catch(NotFound, UnknownVendor, VendorNotConfigured)
export class MissingReturnFilter implements ExceptionFilter<DomainError> {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  catch(_error: DomainError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const locale = localeOf(http.getRequest<FastifyRequest>().headers['accept-language']);
    allowPage(reply, {});
    void reply
      .code(404)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(missingReturnPage(this.config.business.name, locale));
  }
}
