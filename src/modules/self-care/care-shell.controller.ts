import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/http/access.decorator.js';
import { localeOf } from '../../common/i18n/locale.js';
import { CareShell } from './care-shell.service.js';

/** The addresses of the portal's pages: one page whose script shows the rest. Opening one changes nothing: scanners of mails open links too. */
@Controller('care')
@Public()
export class CareShellController {
  constructor(private readonly shell: CareShell) {}

  @Get([
    '',
    'l/:token',
    's/:token',
    'h/:token',
    'sign-in',
    'payment-methods',
    'payment-methods/new',
    'invoices',
    'invoices/:id',
    'balance',
    'settings',
  ])
  open(
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.shell.send(reply, localeOf(language));
  }
}
