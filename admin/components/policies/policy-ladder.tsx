import type { ReactElement } from 'react';
import { STAGES, type PolicyDocument } from '../../panel-dunning.js';
import { boot, number, t, word } from '../boot.js';
import { Badge, toneOf } from '../kit/controls.js';
import { Table, type Head } from '../kit/table.js';

/** What happens on one day of a ladder, in words. */
export interface LadderDay {
  readonly day: number;
  readonly lines: readonly string[];
  /** The stage that begins on it. */
  readonly stage: string | null;
}

const LIST = new Intl.ListFormat(boot.locale, { type: 'unit', style: 'short' });

/** A ladder a day at a time. */
export function daysOf(document: PolicyDocument): LadderDay[] {
  const begins = new Map(STAGES.map((stage) => [document.stages[stage], stage as string]));
  const days = new Set([
    ...document.steps.map(({ day }) => day),
    ...document.retry_days,
    ...STAGES.flatMap((stage) => document.stages[stage] ?? []),
  ]);
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => ({ day, stage: begins.get(day) ?? null, lines: linesOf(document, day) }));
}

function linesOf(document: PolicyDocument, day: number): string[] {
  const step = document.steps.find((one) => one.day === day);
  return [
    ...(document.retry_days.includes(day) ? [t('policies.retry')] : []),
    ...(step?.do ?? []).map((act) => word('case_step', act)),
    ...(step?.mail == null ? [] : [mailLine(step.mail, step.warns_of)]),
  ];
}

function mailLine(mail: string, warnsOf: string | null): string {
  const line = t('policies.mail', { mail: word('message_type', mail) });
  return warnsOf === null ? line : `${line} (${t('policies.warns', { act: word('case_step', warnsOf) })})`;
}

/** The rest of a policy, one rule a line. */
function rulesOf(document: PolicyDocument): readonly (readonly [string, string])[] {
  const none = t('policies.none');
  const list = (values: readonly (string | number)[]): string =>
    values.length === 0 ? none : LIST.format(values.map(String));
  return [
    [t('policies.segments'), segmentsText(document)],
    [t('policies.rule.retry_at'), document.retry_at],
    [t('policies.rule.warn_days_before'), number(document.warn_days_before)],
    [t('policies.rule.issuer_retries'), number(document.issuer_retries)],
    [t('policies.rule.technical_retry_hours'), list(document.technical_retry_hours)],
    [t('policies.rule.new_card_attempts_per_day'), number(document.new_card_attempts_per_day)],
    [t('policies.rule.pay_days'), list(document.pay_days)],
    [
      t('policies.rule.backup'),
      t(document.backup === 'never' ? 'policies.backupText.never' : 'policies.backupText.terminal'),
    ],
    [t('policies.rule.approval'), list(document.approval.map((act) => word('case_step', act)))],
    [t('policies.rule.visa'), capText(document.caps.visa)],
    [t('policies.rule.mastercard'), capText(document.caps.mastercard)],
    [t('policies.rule.other_cards'), capText(document.caps.other)],
  ];
}

/** Whom a policy is for. */
export function segmentsText({ segments }: PolicyDocument): string {
  if (segments.length === 0) return t('policies.everybody');
  return segments
    .map((segment) =>
      [
        segment.customer_type && word('customer_type', segment.customer_type),
        segment.service_type && word('service_type', segment.service_type),
        segment.billing_mode && word('billing_mode', segment.billing_mode),
      ]
        .filter(Boolean)
        .join(' + '),
    )
    .join('; ');
}

function capText(cap: PolicyDocument['caps']['visa']): string {
  const plain = `${number(cap.per_30d)} (${number(cap.by_hand_per_30d)})`;
  return cap.per_24h === null
    ? plain
    : t('policies.capText24h', {
        automatic: number(cap.per_30d),
        byHand: number(cap.by_hand_per_30d),
        daily: number(cap.per_24h),
      });
}

interface TableProps {
  readonly document: PolicyDocument;
  readonly other?: PolicyDocument | undefined;
  readonly heads?: readonly [string, string];
}

/** A ladder as a person reads it; beside another one, with what differs marked. */
export function PolicyTable({ document, other, heads }: TableProps): ReactElement {
  const own = daysOf(document);
  const others = other ? daysOf(other) : [];
  const days = [...new Set([...own, ...others].map(({ day }) => day))].sort((a, b) => a - b);
  const rules = rulesOf(document);
  const otherRules = other ? rulesOf(other) : [];
  return (
    <>
      <Table ruled className="oc-policy" heads={headsOf(t('policies.ladder'), heads)}>
        {days.map((day) => (
          <Line
            key={day}
            label={t('policies.day', { day: number(day) })}
            heads={heads}
            own={own.find((one) => one.day === day)}
            other={other ? (others.find((one) => one.day === day) ?? null) : undefined}
          />
        ))}
      </Table>
      <Table ruled className="oc-policy" heads={headsOf(t('policies.rules'), heads)}>
        {rules.map(([name, value], index) => (
          <RuleLine
            key={name}
            heads={heads}
            name={name}
            value={value}
            other={other ? otherRules[index]?.[1] : undefined}
          />
        ))}
      </Table>
    </>
  );
}

function headsOf(caption: string, versions: readonly [string, string] | undefined): Head[] {
  return versions ? [caption, ...versions, { hidden: t('policies.compare') }] : [caption, t('policies.does')];
}

interface LineProps {
  readonly label: string;
  readonly heads: readonly [string, string] | undefined;
  readonly own: LadderDay | undefined;
  /** Undefined where nothing is compared, null where the other has no such day. */
  readonly other: LadderDay | null | undefined;
}

function Line({ label, heads, own, other }: LineProps): ReactElement {
  const differs = other !== undefined && JSON.stringify(own ?? null) !== JSON.stringify(other);
  return (
    <tr className={differs ? 'is-different' : undefined}>
      <th scope="row">{label}</th>
      <td data-label={heads?.[0]}>
        <DayLines day={own} />
      </td>
      {other === undefined ? null : (
        <>
          <td data-label={heads?.[1]}>
            <DayLines day={other ?? undefined} />
          </td>
          <DiffersCell differs={differs} />
        </>
      )}
    </tr>
  );
}

function DayLines({ day }: { readonly day: LadderDay | undefined }): ReactElement {
  if (!day) return <span className="oc-faint">–</span>;
  return (
    <ul className="oc-lines">
      {day.stage === null ? null : (
        <li>
          <Badge tone={toneOf(day.stage)}>
            {t('policies.entersStage', { stage: word('dunning_stage', day.stage) })}
          </Badge>
        </li>
      )}
      {day.lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function RuleLine({
  heads,
  name,
  value,
  other,
}: {
  readonly heads: readonly [string, string] | undefined;
  readonly name: string;
  readonly value: string;
  readonly other: string | undefined;
}): ReactElement {
  const differs = other !== undefined && other !== value;
  return (
    <tr className={differs ? 'is-different' : undefined}>
      <th scope="row">{name}</th>
      <td data-label={heads?.[0]}>{value}</td>
      {other === undefined ? null : (
        <>
          <td data-label={heads?.[1]}>{other}</td>
          <DiffersCell differs={differs} />
        </>
      )}
    </tr>
  );
}

function DiffersCell({ differs }: { readonly differs: boolean }): ReactElement {
  return (
    <td>
      {differs ? (
        <Badge tone="warn">{t('policies.differs')}</Badge>
      ) : (
        <span className="oc-hidden">{t('policies.equal')}</span>
      )}
    </td>
  );
}
