import { Body, Controller, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { CardNumberExempt } from '../../common/http/card-number.decorator.js';
import type { Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RebuildOnReplay } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerErasure } from './customer-erasure.service.js';
import { CustomerProfiles, type CustomerFields, type NewCustomer } from './customer-profiles.service.js';
import { CustomerSearch } from './customer-search.service.js';
import {
  customerChanges,
  customerPage,
  customersQuery,
  customerView,
  identityCheckView,
  newCustomer,
  newIdentityCheck,
  newSecureLink,
  noOptions,
  secureLinkView,
  toCheckView,
  toLinkView,
  toView,
  type CustomerView,
} from './customers.schemas.js';
import { CustomersService } from './customers.service.js';
import { IdentityChecks } from './identity-checks.service.js';
import { SecureLinks } from './secure-links.service.js';

@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly profiles: CustomerProfiles,
    private readonly search: CustomerSearch,
    private readonly erasure: CustomerErasure,
    private readonly checks: IdentityChecks,
    private readonly links: SecureLinks,
  ) {}

  @Post()
  @Access('customers:write')
  @CardNumberExempt('phone')
  @Doc({
    summary: 'Make a customer',
    returns: { 201: customerView },
    problems: { 409: '`conflict`: the external_id is taken' },
  })
  async create(
    @NewId() id: string,
    @Body({ schema: newCustomer }) body: NewCustomer,
    @CurrentActor() actor: Actor,
  ): Promise<CustomerView> {
    return toView(await this.profiles.create(id, body, actor));
  }

  @Get()
  @Access('customers:read')
  @Doc({ summary: 'Find customers, newest first or by search term', returns: { 200: customerPage } })
  async list(
    @Query({ schema: customersQuery }) query: z.output<typeof customersQuery>,
  ): Promise<Page<CustomerView>> {
    const { external_id: externalId, ...filter } = query;
    const page = await this.search.page({ ...filter, externalId });
    return { ...page, data: page.data.map(toView) };
  }

  @Get(':id')
  @Access('customers:read')
  @Doc({ summary: 'Read a customer', returns: { 200: customerView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<CustomerView> {
    return toView(await this.customers.get(id));
  }

  @Patch(':id')
  @Access('customers:write')
  @CardNumberExempt('phone')
  @Doc({
    summary: 'Change a customer',
    returns: { 200: customerView },
    problems: {
      409: '`conflict`: the external_id is taken, the currency is fixed or the customer was erased',
    },
  })
  async patch(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: customerChanges }) body: CustomerFields,
    @CurrentActor() actor: Actor,
  ): Promise<CustomerView> {
    return toView(await this.profiles.patch(id, body, actor));
  }

  @Post(':id/erase')
  @HttpCode(200)
  @Access('customers:erase')
  @Doc({
    summary: 'Erase a customer’s personal data; the books stay',
    returns: { 200: customerView },
    problems: { 409: '`conflict`: services, payment methods or debts still stand' },
  })
  async erase(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: noOptions }) _body: z.output<typeof noOptions>,
    @CurrentActor() actor: Actor,
  ): Promise<CustomerView> {
    return toView(await this.erasure.erase(id, actor));
  }

  @Post(':id/identity-checks')
  @Access('identity_checks:write')
  @Doc({ summary: 'Record that the customer’s identity was verified', returns: { 201: identityCheckView } })
  async checkIdentity(
    @NewId() id: string,
    @Param('id', { schema: uuid }) customerId: string,
    @Body({ schema: newIdentityCheck }) { method }: z.output<typeof newIdentityCheck>,
    @CurrentActor() actor: Actor,
  ): Promise<z.output<typeof identityCheckView>> {
    return toCheckView(await this.checks.record(id, customerId, method, actor));
  }

  @Post(':id/secure-links')
  @RebuildOnReplay()
  @Access('secure_links:write')
  @Doc({ summary: 'Make a link for the customer, and mail it', returns: { 201: secureLinkView } })
  async link(
    @NewId() id: string,
    @Param('id', { schema: uuid }) customerId: string,
    @Body({ schema: newSecureLink }) body: z.output<typeof newSecureLink>,
    @CurrentActor() actor: Actor,
  ): Promise<z.output<typeof secureLinkView>> {
    return toLinkView(await this.links.create(id, customerId, body, actor));
  }
}
