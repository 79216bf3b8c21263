import type { Command } from 'commander';
import { SingleBar } from 'cli-progress';
import { DeliveryService } from '../modules/notifications/index.js';
import { ReminderSweep } from '../modules/reminders/index.js';
import { print, say, withServices } from './context.js';

interface RunFlags {
  readonly dryRun?: boolean;
  readonly ignoreHours?: boolean;
}

/** `crm reminders run`. */
export function registerReminders(program: Command): void {
  const reminders = program.command('reminders').description('expiry reminders');
  reminders
    .command('run')
    .description('queue every reminder that is due, then deliver until nothing is')
    .option('--dry-run', 'count only, send nothing')
    .option('--ignore-hours', 'also outside the hours of reminders.hours')
    .action(run);
}

async function run(flags: RunFlags): Promise<void> {
  await withServices(async (services) => {
    const sweep = services.get(ReminderSweep);
    const swept = await sweep.run(undefined, {
      dryRun: flags.dryRun ?? false,
      ignoreHours: flags.ignoreHours ?? false,
    });
    const delivered = flags.dryRun
      ? { sent: 0, failed: 0 }
      : await deliver(services.get(DeliveryService), swept.queued);
    if (swept.deferred > 0)
      say(
        `${String(swept.deferred)} wait for their customer's hours, or for the day after another reminder.`,
      );
    print({ ...swept, ...delivered });
  });
}

async function deliver(
  delivery: DeliveryService,
  expected: number,
): Promise<{ sent: number; failed: number }> {
  const bar = new SingleBar({
    stream: process.stderr,
    format: 'Sending {bar} {value}/{total}',
    hideCursor: true,
  });
  bar.start(expected, 0);
  let isWaiting = false;
  try {
    const result = await delivery.deliverUntilIdle({
      untilSettled: true,
      onProgress: ({ sent, failed }: { sent: number; failed: number }) => {
        bar.update(sent + failed);
      },
      onWait: (count, until) => {
        if (!isWaiting)
          say(
            `\n${String(count)} are in another process's hand; what it leaves is looked up at ${until.toISOString()}.`,
          );
        isWaiting = true;
      },
    });
    if (result.isUnavailable)
      say('\nMailjet cannot be used now: the rest stays queued and is tried again by the running app.');
    return { sent: result.sent, failed: result.failed };
  } finally {
    bar.stop();
  }
}
