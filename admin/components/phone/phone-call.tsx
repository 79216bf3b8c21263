import type { ReactElement } from 'react';
import { useId, useRef } from 'react';
import { Check, Minus, X } from 'react-feather';
import { CALL_STEPS } from '../../panel-dunning.js';
import { write } from '../api.js';
import { number, t, word } from '../boot.js';
import { useIdentity } from '../customer/identity.js';
import { useSay, useTask } from '../hooks.js';
import { Badge, Button, toneOf } from '../kit/controls.js';
import { useKeptFocus } from '../kit/focus.js';
import { Loaded, Refused } from '../kit/states.js';
import { aboutOf } from '../dunning/words.js';
import { CallResult } from './call-result.js';
import { noteOf, useCall, useScene, type Call, type CallScene, type StepName } from './call-state.js';
import { CardStep } from './card-step.js';
import { ChargeStep } from './charge-step.js';
import { DefaultStep, IdentityStep, RemoveStep } from './method-steps.js';

interface PhoneProps {
  readonly customerId: string;
  readonly caseId: string | null;
  readonly onEnd: () => void;
}

/** A call with a customer, step by step, in a panel beside the page; what was done is written down when it ends. */
export function PhoneCall({ customerId, caseId, onEnd }: PhoneProps): ReactElement {
  const load = useScene(customerId, caseId);
  const heading = useId();
  const panel = useRef<HTMLDivElement>(null);
  useKeptFocus(panel, '[aria-current=step] h3');
  return (
    <div ref={panel} className="oc-phone" role="dialog" aria-labelledby={heading} tabIndex={-1}>
      {load.data ? (
        <Guided scene={load.data} reload={load.reload} heading={heading} onEnd={onEnd} />
      ) : (
        <>
          <Head heading={heading} title={t('phone.start')} onEnd={onEnd} />
          <Loaded load={load}>{() => null}</Loaded>
        </>
      )}
    </div>
  );
}

interface HeadProps {
  readonly heading: string;
  readonly title: string;
  readonly onEnd: () => void;
}

function Head({ heading, title, onEnd }: HeadProps): ReactElement {
  return (
    <header className="oc-phone-head">
      <h2 id={heading}>{title}</h2>
      <button type="button" className="oc-icon-button" aria-label={t('phone.end')} onClick={onEnd}>
        <X size={18} aria-hidden="true" />
      </button>
    </header>
  );
}

interface GuidedProps {
  readonly scene: CallScene;
  readonly reload: () => void;
  readonly heading: string;
  readonly onEnd: () => void;
}

function Guided({ scene, reload, heading, onEnd }: GuidedProps): ReactElement {
  const say = useSay();
  const call = useCall(scene, reload);
  const { customer, dunning } = scene;
  const end = useTask(async () => {
    await write('dunning-cases', 'note_call', {
      customer_id: customer.id,
      ...(dunning ? { case_id: dunning.id } : {}),
      steps: noteOf(call),
    });
    say(t('phone.recorded'));
    onEnd();
  });
  const over = Object.keys(call.ends).length;
  const leave = (): void => {
    if (over === 0) onEnd();
    else void end.run();
  };
  return (
    <>
      <Head heading={heading} title={t('phone.title', { name: customer.name })} onEnd={leave} />
      <div className="oc-phone-body">
        <p className="oc-phone-lead">{t('phone.lead')}</p>
        <About scene={scene} />
        <Steps call={call} />
        {call.current === null || call.paid ? <CallResult call={call} /> : null}
        <Refused error={end.error} />
      </div>
      <footer className="oc-phone-foot">
        <span className="oc-faint">
          {t('phone.stepOf', {
            step: number(Math.min(over + 1, CALL_STEPS.length)),
            count: number(CALL_STEPS.length),
          })}
        </span>
        <Button look={call.current === null ? 'primary' : 'plain'} busy={end.busy} onClick={leave}>
          {t('phone.end')}
        </Button>
      </footer>
    </>
  );
}

function About({ scene: { dunning, customer } }: { readonly scene: CallScene }): ReactElement {
  return (
    <p className="oc-together">
      {customer.phone ? <bdi dir="ltr">{customer.phone}</bdi> : null}
      {dunning ? (
        <>
          <bdi>{aboutOf(dunning)}</bdi>
          <Badge tone={toneOf(dunning.stage)}>{word('dunning_stage', dunning.stage)}</Badge>
        </>
      ) : null}
    </p>
  );
}

function Steps({ call }: { readonly call: Call }): ReactElement {
  const identity = useIdentity(call.scene.customer, call.reload);
  const { added, scene } = call;
  const isBehind = added !== null && !scene.methods.some(({ id }) => id === added.id);
  const body = (step: StepName): ReactElement => {
    // What a step offers goes by what is on file, the method that has just come in among it.
    if (isBehind) return <span className="oc-spinner" aria-hidden="true" />;
    switch (step) {
      case 'identity':
        return <IdentityStep call={call} />;
      case 'card':
        return <CardStep call={call} identity={identity} />;
      case 'default':
        return <DefaultStep call={call} identity={identity} />;
      case 'remove':
        return <RemoveStep call={call} identity={identity} />;
      case 'retry':
        return <ChargeStep call={call} identity={identity} />;
    }
  };
  return (
    <>
      <ol className="oc-phone-steps">
        {CALL_STEPS.map((step, index) => (
          <li
            key={step}
            className={stateOf(call, step)}
            aria-current={step === call.current ? 'step' : undefined}
          >
            <Mark call={call} step={step} place={index + 1} />
            <div>
              <h3 tabIndex={-1}>{t(`phone.steps.${step}`)}</h3>
              <End call={call} step={step} />
              {step === call.current ? (
                <>
                  {body(step)}
                  <Button
                    small
                    look="quiet"
                    onClick={() => {
                      call.end(step, { how: 'skipped', text: t('phone.done.skipped') });
                    }}
                  >
                    {t('phone.skip')}
                  </Button>
                </>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      {identity.dialog}
    </>
  );
}

function stateOf({ ends, current }: Call, step: StepName): string {
  if (step === current) return 'is-now';
  const how = ends[step]?.how;
  if (how === undefined) return 'is-later';
  return how === 'skipped' || how === 'not_needed' ? 'is-skipped' : 'is-done';
}

interface StepProps {
  readonly call: Call;
  readonly step: StepName;
}

function Mark({ call, step, place }: StepProps & { readonly place: number }): ReactElement {
  const state = stateOf(call, step);
  return (
    <span className="oc-phone-mark" aria-hidden="true">
      {state === 'is-done' ? <Check size={15} strokeWidth={3} /> : null}
      {state === 'is-skipped' ? <Minus size={15} /> : null}
      {state === 'is-now' || state === 'is-later' ? number(place) : null}
    </span>
  );
}

function End({ call, step }: StepProps): ReactElement | null {
  const end = call.ends[step];
  if (!end) return null;
  return (
    <p className="oc-phone-end">
      <span>{end.text}</span>
      {end.how === 'skipped' || end.how === 'link' ? (
        <button
          type="button"
          className="oc-link"
          aria-label={`${t('phone.undo')}: ${t(`phone.steps.${step}`)}`}
          onClick={() => {
            call.reopen(step);
          }}
        >
          {t('phone.undo')}
        </button>
      ) : null}
    </p>
  );
}
