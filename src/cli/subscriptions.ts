import { InvalidArgumentError, type Command } from 'commander';
import { day } from '../common/http/http.schemas.js';
import { cliActor } from '../common/http/principal.js';
import { BillingStart } from '../modules/billing/index.js';
import { print, say, withServices } from './context.js';

interface StartFlags {
  readonly from?: string;
}

/** `crm subscriptions start`. */
export function registerSubscriptions(program: Command): void {
  const subscriptions = program.command('subscriptions').description('what customers subscribe to');
  subscriptions
    .command('start')
    .description('bill imported subscriptions from their next period on')
    .option(
      '--from <date>',
      'the first period that begins on this day or later (default: the customer’s today)',
      calendarDay,
    )
    .action(start);
}

async function start({ from }: StartFlags): Promise<void> {
  await withServices(async (services) => {
    const { started, days } = await services.get(BillingStart).start(from ?? null, cliActor);
    for (const [first, count] of [...days].sort()) say(`${first}: ${String(count)}`);
    if (started === 0) say('Every imported subscription that has not ended is billed already.');
    print({ started });
  });
}

function calendarDay(text: string): string {
  if (!day.safeParse(text).success) throw new InvalidArgumentError('Give a calendar day such as 2027-01-31.');
  return text;
}
