import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { toBalanceView, toEntryView } from './prepaid-view.js';
import {
  autoRechargeWish,
  balanceView,
  ledgerEntryView,
  ledgerPage,
  ledgerPosition,
  ledgerQuery,
  newUsage,
  type AutoRechargeWish,
  type BalanceView,
  type LedgerEntryView,
} from './prepaid.schemas.js';
import { PrepaidService } from './prepaid.service.js';

const NOT_PREPAID = '`conflict`: the subscription is not prepaid';

@Controller('v1/subscriptions/:id')
export class PrepaidController {
  constructor(private readonly prepaid: PrepaidService) {}

  @Get('balance')
  @Access('ledger:read')
  @Doc({
    summary: 'The prepaid balance, and how it recharges itself',
    returns: { 200: balanceView },
    problems: { 409: NOT_PREPAID },
  })
  async balance(@Param('id', { schema: uuid }) id: string): Promise<BalanceView> {
    return toBalanceView(await this.prepaid.balance(id));
  }

  @Get('ledger')
  @Access('ledger:read')
  @Doc({
    summary: 'Every movement of the balance, newest first',
    returns: { 200: ledgerPage },
    problems: { 409: NOT_PREPAID },
  })
  async ledger(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: ledgerQuery }) { cursor, limit }: z.output<typeof ledgerQuery>,
  ): Promise<Page<LedgerEntryView>> {
    const entries = await this.prepaid.entries(id, { before: ledgerPosition(cursor), limit });
    return pageOf(entries, limit, toEntryView, ({ entryNo }) => [entryNo]);
  }

  @Post('usage')
  @Access('ledger:write')
  @Doc({
    summary: 'Take what was used from the balance; the same reference again gives the same entry',
    returns: { 200: ledgerEntryView, 201: ledgerEntryView },
    problems: {
      409: `\`insufficient_balance\`: nothing was taken · ${NOT_PREPAID}, has ended, or the reference was used for another amount`,
    },
  })
  async use(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: newUsage }) { money, reference }: z.output<typeof newUsage>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LedgerEntryView> {
    const { entry, isNew } = await this.prepaid.use(id, money, reference);
    reply.code(isNew ? 201 : 200);
    return toEntryView(entry);
  }

  @Put('auto-recharge')
  @Access('ledger:write')
  @Doc({
    summary: 'Say at which balance it recharges itself, by how much, and how much a day at most',
    returns: { 200: balanceView },
    problems: { 409: `${NOT_PREPAID} · \`method_not_usable\`` },
  })
  async setAutoRecharge(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: autoRechargeWish }) body: AutoRechargeWish,
    @CurrentActor() actor: Actor,
  ): Promise<BalanceView> {
    return toBalanceView(await this.prepaid.setAutoRecharge(id, body, actor));
  }
}
