import { Module } from '@nestjs/common';
import { MailboxController } from './mailbox.controller.js';
import { TestClockController } from './clock/test-clock.controller.js';
import { TestClock } from './clock/test-clock.service.js';

/** What only the sandbox has over REST: the test clock and the mailbox. Left out in other modes, so that its routes are 404 there. */
@Module({
  controllers: [TestClockController, MailboxController],
  providers: [TestClock],
})
export class SandboxModule {}
