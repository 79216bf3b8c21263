import { Controller, HttpCode, Param, Post, Req, type RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import type { Vendor } from '../vendors/index.js';
import { WebhookInbox } from './webhook-inbox.service.js';
import { received, vendorName } from './webhooks.schemas.js';

const NO_BODY = Buffer.alloc(0);

/** Where vendors tell us of events; the signature over the raw body is the only key to it. */
@Controller('webhooks')
@Public()
export class WebhooksController {
  constructor(private readonly inbox: WebhookInbox) {}

  @Post(':vendor')
  @HttpCode(200)
  @Doc({
    summary: "A vendor's event, in the vendor's own form and signed by it; answered once it is kept",
    returns: { 200: received },
    problems: {
      400: 'The signature does not hold, is too old, or the event cannot be read',
      413: 'The event is larger than 256 KiB',
      429: 'Too many bad signatures from this address',
      503: 'The vendor is not configured',
    },
  })
  async receive(
    @Param('vendor', { schema: vendorName }) vendor: Vendor,
    @Req() request: RawBodyRequest<FastifyRequest>,
  ): Promise<{ received: true }> {
    await this.inbox.receive(vendor, request.rawBody ?? NO_BODY, request.headers);
    return { received: true };
  }
}
