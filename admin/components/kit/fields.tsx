import type { InputHTMLAttributes, ReactElement, ReactNode, TextareaHTMLAttributes } from 'react';
import { useId } from 'react';
import { t } from '../boot.js';

interface Common {
  readonly label: string;
  readonly value: string;
  readonly onType: (value: string) => void;
  /** What to know when filling it in. */
  readonly hint?: string | undefined;
  /** What is wrong with it, in the hint's place. */
  readonly fault?: string | null;
}

type TextProps = Common & Omit<InputHTMLAttributes<HTMLInputElement>, keyof Common | 'onChange'>;

/** One line to fill in; also a day, an address or an amount. What the server says of a field finds it by its `name`. */
export function TextField({ label, value, onType, hint, fault = null, ...rest }: TextProps): ReactElement {
  const note = useNote(hint, fault);
  return (
    <label className="oc-field">
      <span>{label}</span>
      <input
        type="text"
        dir="auto"
        {...rest}
        {...note.attributes}
        value={value}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
      {note.text}
    </label>
  );
}

type AreaProps = Common & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, keyof Common | 'onChange'>;

/** Several lines to fill in. */
export function TextArea({ label, value, onType, hint, fault = null, ...rest }: AreaProps): ReactElement {
  const note = useNote(hint, fault);
  return (
    <label className="oc-field">
      <span>{label}</span>
      <textarea
        dir="auto"
        {...rest}
        {...note.attributes}
        value={value}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
      {note.text}
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: string) => void;
}

/** One of a list, under its label as the other fields of a dialog are. */
export function ChoiceField({ label, value, options, onPick }: ChoiceProps): ReactElement {
  const id = useId();
  return (
    <div className="oc-field">
      <label htmlFor={id}>{label}</label>
      <div className="oc-select">
        <select
          id={id}
          value={value}
          onChange={(event) => {
            onPick(event.target.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

const LONGEST_REASON = 200;

interface ReasonProps {
  readonly label?: string;
  readonly placeholder?: string;
  readonly reason: string;
  readonly onType: (reason: string) => void;
}

/** Why something is done, for whoever reads of it later. */
export function ReasonField({
  label = t('dunning.reason'),
  placeholder = t('dunning.reasonHint'),
  reason,
  onType,
}: ReasonProps): ReactElement {
  return (
    <TextField
      required
      name="reason"
      label={label}
      maxLength={LONGEST_REASON}
      placeholder={placeholder}
      value={reason}
      onType={onType}
    />
  );
}

interface Note {
  readonly attributes: { readonly 'aria-invalid'?: true; readonly 'aria-describedby'?: string };
  readonly text: ReactNode;
}

function useNote(hint: string | undefined, fault: string | null): Note {
  const id = useId();
  const text = fault ?? hint;
  return {
    attributes: {
      ...(fault === null ? {} : { 'aria-invalid': true }),
      ...(text === undefined ? {} : { 'aria-describedby': id }),
    },
    text:
      text === undefined ? null : (
        <small id={id} className={fault === null ? undefined : 'oc-bad-text'}>
          {text}
        </small>
      ),
  };
}
