import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { SwitchButton, SwitchField } from 'react-aria-components/Switch';
import { FieldError } from 'react-aria-components/FieldError';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import type { ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null;
  readonly help?: string;
  readonly type?: 'text' | 'email';
  readonly inputMode?: 'text' | 'email' | 'numeric' | 'decimal';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly isLtr?: boolean;
  readonly autoFocus?: boolean;
  readonly className?: string;
}

const PLAIN = {
  isLtr: false,
  autoFocus: false,
  className: '',
  type: 'text',
  inputMode: 'text',
  autoComplete: 'off',
} as const;

/** A line of text with its label, help and what is wrong with it. */
export function Field(props: FieldProps): ReactNode {
  const {
    label,
    value,
    onChange,
    error = null,
    help,
    isLtr,
    autoFocus,
    className,
    type,
    inputMode,
    autoComplete,
  } = { ...PLAIN, ...props };
  return (
    <TextField
      className={`field ${className}`}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      type={type}
      inputMode={inputMode}
      autoComplete={autoComplete}
      // A field in a dialog that was just opened takes the focus, as the dialog would.
      autoFocus={autoFocus}
      validationBehavior="aria"
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label>{label}</Label>
      <Input className="input" {...(isLtr ? { dir: 'ltr' } : {})} />
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="error">{error}</FieldError>
    </TextField>
  );
}

/** Something that is on or off at once. */
export function Toggle({
  label,
  help,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactNode {
  return (
    <SwitchField className="toggle-field" isSelected={isOn} onChange={onChange}>
      <SwitchButton className="toggle">
        <span className="toggle-text">
          <span className="toggle-label">{label}</span>
          {help !== undefined && <span className="help">{help}</span>}
        </span>
        <span className="track" aria-hidden="true">
          <span className="thumb" />
        </span>
      </SwitchButton>
    </SwitchField>
  );
}

/** One of a few. */
export interface Option {
  readonly value: string;
  readonly content: ReactNode;
  /** Its name where the content is more than words. */
  readonly label?: string;
}

/** Exactly one of a few, all in sight. */
export function Choice({
  label,
  options,
  value,
  onChange,
  help,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string;
}): ReactNode {
  return (
    <RadioGroup className="choice" value={value} onChange={onChange}>
      <Label>{label}</Label>
      {options.map((option) => (
        <RadioField
          key={option.value}
          value={option.value}
          className="option-field"
          {...(option.label === undefined ? {} : { 'aria-label': option.label })}
        >
          <RadioButton className="option">
            <span className="radio-dot" aria-hidden="true" />
            <span className="option-content">{option.content}</span>
          </RadioButton>
        </RadioField>
      ))}
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
    </RadioGroup>
  );
}
