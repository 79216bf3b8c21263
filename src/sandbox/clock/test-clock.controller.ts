import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode } from '@nestjs/common';
import { DateTime, Duration } from 'luxon';
import type { z } from 'zod';
import { Clock } from '../../common/clock/clock.js';
import { Invalid } from '../../common/errors/domain-error.js';
import { Access } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import { clockView, moveClock } from './test-clock.schemas.js';
import { TestClock } from './test-clock.service.js';

const ANSWER_WITHIN_MS = 30_000;
const MAX_DAYS_AHEAD = 3_660;

@Controller('v1/sandbox/clock')
@Access('sandbox:control')
export class TestClockController {
  constructor(
    private readonly clock: Clock,
    private readonly testClock: TestClock,
  ) {}

  @Get()
  @Doc({ summary: 'Business time of the sandbox', returns: { 200: clockView } })
  async read(): Promise<z.infer<typeof clockView>> {
    const target = await this.testClock.target();
    const now = this.clock.now().toISOString();
    return target ? { now, ready: false, target: target.toISOString() } : { now, ready: true };
  }

  @Post()
  @HttpCode(200)
  @Doc({
    summary:
      'Move business time forward; everything due on the way is done (`advance` adds to a move that is still on its way)',
    returns: { 200: clockView },
  })
  async move(
    @Body({ schema: moveClock }) body: z.infer<typeof moveClock>,
  ): Promise<z.infer<typeof clockView>> {
    const moved = this.testClock.move((from) =>
      this.allowed('to' in body ? new Date(body.to) : after(from, body.advance)),
    );
    await Promise.race([moved, sleep(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    return this.read();
  }

  private allowed(target: Date): Date {
    if (target < this.clock.now()) throw new Invalid('to', 'The test clock only moves forward.');
    if (target.getTime() - this.clock.real().getTime() > MAX_DAYS_AHEAD * 86_400_000)
      throw new Invalid('to', 'The test clock goes ten years ahead at most.');
    return target;
  }
}

function after(from: Date, span: string): Date {
  return DateTime.fromJSDate(from, { zone: 'utc' }).plus(Duration.fromISO(span)).toJSDate();
}
