import { InvalidArgumentError, type Command } from 'commander';
import { dayBounds, localDay } from '../common/calendar.js';
import { Clock } from '../common/clock/clock.js';
import { CONFIG, type Config } from '../common/config/config.js';
import { day } from '../common/http/http.schemas.js';
import {
  DunningForecasts,
  DunningSweep,
  type CustomerForecast,
  type ForecastEntry,
} from '../modules/dunning/index.js';
import { CliFailure, print, say, withServices } from './context.js';

interface RunFlags {
  readonly dryRun?: boolean;
  readonly at?: string;
  readonly json?: boolean;
}

/** `crm dunning run`. */
export function registerDunning(program: Command): void {
  const known = program.commands.find((command) => command.name() === 'dunning');
  const dunning = known ?? program.command('dunning').description('what follows failed payments');
  dunning
    .command('run')
    .description('one pass over unpaid invoices and open cases, now')
    .option('--dry-run', 'only say what would happen to whom; nothing is written and nobody is charged')
    .option(
      '--at <date>',
      'with --dry-run: everything until the end of this day, if each charge is refused as the last one was',
      calendarDay,
    )
    .option('--json', 'print JSON')
    .action(run);
}

async function run({ dryRun, at, json }: RunFlags): Promise<void> {
  if (at !== undefined && !dryRun) throw new CliFailure('--at goes only with --dry-run.', 1);
  await withServices(async (services) => {
    const now = services.get(Clock).now();
    if (!dryRun) {
      print({ done: await services.get(DunningSweep).run(now, new AbortController().signal) });
      return;
    }
    const { timeZone } = services.get<Config>(CONFIG).business;
    if (at !== undefined && at < localDay(now, timeZone))
      throw new CliFailure('--at is a day that has passed: a forecast begins today.', 1);
    const to = at === undefined ? now : new Date(dayBounds(at, timeZone).to.getTime() - 1);
    const lines: object[] = [];
    let customers = 0;
    for await (const forecast of services.get(DunningForecasts).until(now, to)) {
      customers += 1;
      if (json) lines.push(...rowsOf(forecast));
      else for (const row of rowsOf(forecast)) print(lineOf(row));
    }
    if (json) print(lines);
    say(
      `${String(customers)} cases and invoices until ${to.toISOString()}; nothing was written. Each charge is taken to be refused.`,
    );
  });
}

interface Row {
  readonly at: string | null;
  readonly customer_id: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly case_id: string | null;
  readonly invoice_id: string | null;
  readonly does: string;
  readonly detail: string | null;
}

function rowsOf({ customer, caseId, invoiceId, entries }: CustomerForecast): Row[] {
  const whom = {
    customer_id: customer.id,
    external_id: customer.externalId,
    name: customer.name,
    case_id: caseId,
    invoice_id: invoiceId,
  };
  if (caseId === null) return [{ at: null, ...whom, does: 'open_case', detail: null }];
  return entries.map((entry) => ({
    at: entry.at.toISOString(),
    ...whom,
    does: entry.does,
    detail: detailOf(entry),
  }));
}

function detailOf(entry: ForecastEntry): string | null {
  return 'methodId' in entry ? `${entry.cause} ${entry.methodId}` : entry.detail;
}

function lineOf({
  at,
  external_id: externalId,
  customer_id: id,
  name,
  case_id,
  invoice_id,
  ...what
}: Row): string {
  const about = case_id === null ? `invoice ${String(invoice_id)}` : `case ${case_id}`;
  return [at ?? '-', externalId ?? id, name, about, what.does, what.detail ?? ''].join('\t').trimEnd();
}

function calendarDay(text: string): string {
  if (!day.safeParse(text).success) throw new InvalidArgumentError('Give a calendar day such as 2027-01-31.');
  return text;
}
