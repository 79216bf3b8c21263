import type { ReactElement } from 'react';
import { t, word } from '../boot.js';
import { Select } from '../kit/controls.js';
import { Checks, FaultLines, Faulty, LadderDays, NumberField } from './ladder-days.js';
import {
  LATER_STAGES,
  LIST_RULES,
  NUMBER_RULES,
  withDay,
  type FieldFaults,
  type LadderDraft,
} from './ladder-form.js';

const APPROVED = ['terminate', 'collections'];
const BACKUPS = ['terminal', 'never'] as const;

interface FieldsProps {
  readonly draft: LadderDraft;
  readonly faults: FieldFaults;
  readonly onChange: (draft: LadderDraft) => void;
}

/** A ladder as fields: its stages, its days, and the rules beside them. */
export function LadderFields({ draft, faults, onChange }: FieldsProps): ReactElement {
  const change = (patch: Partial<LadderDraft>): void => {
    onChange({ ...draft, ...patch });
  };
  return (
    <>
      <fieldset className="oc-ladder-part">
        <legend>{t('policies.form.stages')}</legend>
        <p className="oc-note">{t('policies.form.stagesHint')}</p>
        <div className="oc-ladder-row">
          {LATER_STAGES.map((stage) => (
            <NumberField
              key={stage}
              label={word('dunning_stage', stage)}
              value={draft.stages[stage]}
              field={`stages.${stage}`}
              faults={faults}
              onType={(day) => {
                change({ stages: { ...draft.stages, [stage]: day } });
              }}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="oc-ladder-part">
        <legend>{t('policies.ladder')}</legend>
        <FaultLines field="" faults={faults} />
        <LadderDays
          days={draft.days}
          faults={faults}
          onChange={(days) => {
            change({ days });
          }}
          onAdd={() => {
            onChange(withDay(draft));
          }}
        />
      </fieldset>
      <Rules draft={draft} faults={faults} change={change} />
    </>
  );
}

interface RulesProps {
  readonly draft: LadderDraft;
  readonly faults: FieldFaults;
  readonly change: (patch: Partial<LadderDraft>) => void;
}

function Rules({ draft, faults, change }: RulesProps): ReactElement {
  return (
    <fieldset className="oc-ladder-part">
      <legend>{t('policies.rules')}</legend>
      <div className="oc-ladder-row">
        <NumberField
          type="time"
          label={t('policies.rule.retry_at')}
          value={draft.retryAt}
          field="retry_at"
          faults={faults}
          onType={(retryAt) => {
            change({ retryAt });
          }}
        />
        {NUMBER_RULES.map((rule) => (
          <NumberField
            key={rule}
            label={t(`policies.rule.${rule}`)}
            value={draft.numbers[rule]}
            field={rule}
            faults={faults}
            onType={(typed) => {
              change({ numbers: { ...draft.numbers, [rule]: typed } });
            }}
          />
        ))}
        {LIST_RULES.map((rule) => (
          <NumberField
            key={rule}
            type="text"
            label={t(`policies.rule.${rule}`)}
            hint={t('policies.form.listHint')}
            value={draft.lists[rule]}
            field={rule}
            faults={faults}
            onType={(typed) => {
              change({ lists: { ...draft.lists, [rule]: typed } });
            }}
          />
        ))}
      </div>
      <Faulty field="backup" faults={faults}>
        <Select
          label={t('policies.rule.backup')}
          value={draft.backup}
          options={BACKUPS.map((value) => ({ value, label: t(`policies.backupText.${value}`) }))}
          onPick={(backup) => {
            change({ backup });
          }}
        />
      </Faulty>
      <Faulty field="approval" faults={faults}>
        <fieldset className="oc-choices">
          <legend>{t('policies.rule.approval')}</legend>
          <Checks
            values={APPROVED}
            chosen={draft.approval}
            onChoose={(approval) => {
              change({ approval });
            }}
          />
        </fieldset>
      </Faulty>
      <p className="oc-note">{t('policies.form.restHint')}</p>
    </fieldset>
  );
}
