import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Switch } from 'react-aria-components/Switch';
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

/** A line of text with its label, help and what is wrong with it. */
export function Field(props: FieldProps): ReactNode {
  const { label, value, onChange, error = null, help, isLtr = false, autoFocus = false } = props;
  return (
    <TextField
      className={`field ${props.className ?? ''}`}
      value={value}
      onChange={onChange}
      isInvalid={error !== null}
      type={props.type ?? 'text'}
      inputMode={props.inputMode ?? 'text'}
      autoComplete={props.autoComplete ?? 'off'}
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
    <Switch className="toggle" isSelected={isOn} onChange={onChange}>
      <span className="toggle-text">
        <span className="toggle-label">{label}</span>
        {help !== undefined && <span className="help">{help}</span>}
      </span>
      <span className="track" aria-hidden="true">
        <span className="thumb" />
      </span>
    </Switch>
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
        <Radio
          key={option.value}
          value={option.value}
          className="option"
          {...(option.label === undefined ? {} : { 'aria-label': option.label })}
        >
          <span className="radio-dot" aria-hidden="true" />
          <span className="option-content">{option.content}</span>
        </Radio>
      ))}
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
    </RadioGroup>
  );
}
