import type { ReactElement, ReactNode } from 'react';
import { useId } from 'react';
import { Plus, Trash2 } from 'react-feather';
import { boot, t, word } from '../boot.js';
import { Button, Check, Select } from '../kit/controls.js';
import type { DayDraft, FieldFaults } from './ladder-form.js';

const MAILS = [
  'payment_failed',
  'update_payment_method',
  'payment_warning',
  'service_suspended',
  'final_notice',
];
const ACTS = ['call_task', 'suspend', 'terminate', 'inventory_return', 'collections'];
const ANNOUNCED = ['suspend', 'terminate'];

interface DaysProps {
  readonly days: readonly DayDraft[];
  readonly faults: FieldFaults;
  readonly onChange: (days: readonly DayDraft[]) => void;
  readonly onAdd: () => void;
}

/** What is done on which day; the order of the rows says nothing, the day does. */
export function LadderDays({ days, faults, onChange, onAdd }: DaysProps): ReactElement {
  return (
    <>
      <ol className="oc-ladder-days">
        {days.map((day) => (
          <Day
            key={day.key}
            day={day}
            faults={faults}
            onChange={(patch) => {
              onChange(days.map((one) => (one === day ? { ...one, ...patch } : one)));
            }}
            onRemove={() => {
              onChange(days.filter((one) => one !== day));
            }}
          />
        ))}
      </ol>
      <Button small icon={<Plus size={15} aria-hidden="true" />} onClick={onAdd}>
        {t('policies.form.addDay')}
      </Button>
    </>
  );
}

interface DayProps {
  readonly day: DayDraft;
  readonly faults: FieldFaults;
  readonly onChange: (patch: Partial<DayDraft>) => void;
  readonly onRemove: () => void;
}

function Day({ day, faults, onChange, onRemove }: DayProps): ReactElement {
  const of = (field: string): string => `day.${String(day.key)}.${field}`;
  const name = t('policies.day', { day: day.day || '?' });
  return (
    <li>
      <fieldset>
        <legend className="oc-hidden">{name}</legend>
        <div className="oc-ladder-day">
          <NumberField
            label={t('policies.form.day')}
            value={day.day}
            field={of('day')}
            faults={faults}
            onType={(typed) => {
              onChange({ day: typed });
            }}
          />
          <button
            type="button"
            className="oc-icon-button"
            aria-label={t('policies.form.removeDay', { day: day.day || '?' })}
            onClick={onRemove}
          >
            <Trash2 size={17} aria-hidden="true" />
          </button>
        </div>
        <Faulty field={of('retry')} faults={faults}>
          <Check
            checked={day.retry}
            onToggle={(retry) => {
              onChange({ retry });
            }}
          >
            {t('policies.retry')}
          </Check>
        </Faulty>
        <Faulty field={of('acts')} faults={faults}>
          <div className="oc-ladder-acts">
            <Checks
              values={ACTS}
              chosen={day.acts}
              onChoose={(acts) => {
                onChange({ acts });
              }}
            />
          </div>
        </Faulty>
        <div className="oc-ladder-mail">
          <Faulty field={of('mail')} faults={faults}>
            <Select
              label={t('policies.form.mail')}
              value={day.mail}
              options={choices(MAILS, 'message_type')}
              onPick={(mail) => {
                onChange(mail === '' ? { mail, warnsOf: '' } : { mail });
              }}
            />
          </Faulty>
          {day.mail === '' ? null : (
            <Faulty field={of('warnsOf')} faults={faults}>
              <Select
                label={t('policies.form.warnsOf')}
                value={day.warnsOf}
                options={choices(ANNOUNCED, 'case_step')}
                onPick={(warnsOf) => {
                  onChange({ warnsOf });
                }}
              />
            </Faulty>
          )}
        </div>
      </fieldset>
    </li>
  );
}

function choices(values: readonly string[], vocabulary: string): { value: string; label: string }[] {
  return [
    { value: '', label: t('policies.none') },
    ...values.map((value) => ({ value, label: word(vocabulary, value) })),
  ];
}

interface ChecksProps {
  readonly values: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** Some of a few acts, in the order in which they are done. */
export function Checks({ values, chosen, onChoose }: ChecksProps): ReactElement {
  return (
    <>
      {values.map((value) => (
        <Check
          key={value}
          checked={chosen.includes(value)}
          onToggle={(isOn) => {
            onChoose(values.filter((one) => (one === value ? isOn : chosen.includes(one))));
          }}
        >
          {word('case_step', value)}
        </Check>
      ))}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly field: string;
  readonly faults: FieldFaults;
  readonly type?: 'number' | 'text' | 'time';
  readonly hint?: string;
  readonly onType: (value: string) => void;
}

/** A number or a few, with what is wrong with it below. */
export function NumberField({
  label,
  value,
  field,
  faults,
  type = 'number',
  hint,
  onType,
}: FieldProps): ReactElement {
  const told = useId();
  const wrong = faults.has(field);
  return (
    <div className="oc-field">
      <label>
        <span>{label}</span>
        <input
          type={type}
          dir={type === 'text' ? 'ltr' : undefined}
          min={type === 'number' ? 0 : undefined}
          value={value}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong || hint !== undefined ? told : undefined}
          onChange={(event) => {
            onType(event.target.value);
          }}
        />
      </label>
      <div id={told}>
        {hint === undefined ? null : <small>{hint}</small>}
        <FaultLines field={field} faults={faults} />
      </div>
    </div>
  );
}

/** Something with what is wrong with it below. */
export function Faulty({
  field,
  faults,
  children,
}: {
  readonly field: string;
  readonly faults: FieldFaults;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className={faults.has(field) ? 'oc-faulty' : undefined}>
      {children}
      <FaultLines field={field} faults={faults} />
    </div>
  );
}

/** What is wrong with a field, in the reader's language where it is known in it. */
export function FaultLines({
  field,
  faults,
}: {
  readonly field: string;
  readonly faults: FieldFaults;
}): ReactElement | null {
  const found = faults.get(field);
  if (!found) return null;
  return (
    <ul className="oc-lines oc-bad-text oc-small">
      {found.map(({ message, message_ar: arabic }) => (
        <li key={message}>
          <bdi>{boot.locale === 'ar' ? (arabic ?? message) : message}</bdi>
        </li>
      ))}
    </ul>
  );
}
