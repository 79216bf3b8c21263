import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import type { ListedMethod, MethodList } from '../care-types.js';
import { useTexts } from '../language.js';
import { isUsable } from '../method-words.js';
import { Source } from '../ui/card-visual.js';
import { Toggle } from '../ui/fields.js';
import { Icon } from '../ui/icon.js';
import { Action, Notice } from '../ui/parts.js';
import { useAction } from '../use-action.js';
import { moved, orderOf } from './backup-order.js';

interface BackupsProps {
  readonly methods: readonly ListedMethod[];
  readonly backup: MethodList['backup'];
  readonly onSaved: () => Promise<void>;
}

/** What is tried when the default is refused, in the customer's order and with their consent. */
export function Backups({ methods, backup, onSaved }: BackupsProps): ReactNode {
  const texts = useTexts();
  const words = texts.backups;
  const action = useAction();
  const [wish, setWish] = useState<readonly string[] | null>(null);
  const [consent, setConsent] = useState<boolean | null>(null);
  const candidates = methods.filter((method) => !method.is_default && isUsable(method));
  const order = orderOf(candidates, wish ?? backup.payment_method_ids);
  const isAgreed = consent ?? backup.consent;
  const isChanged =
    isAgreed !== backup.consent || (isAgreed && order.join() !== backup.payment_method_ids.join());
  const move = (id: string, by: number): void => {
    const next = moved(order, id, by);
    const method = candidates.find((one) => one.id === id);
    if (method) announce(words.moved(texts.nameOf(method), next.indexOf(id) + 1));
    setWish(next);
  };
  const save = (): void => {
    void action.run(async () => {
      await api.orderBackups(isAgreed ? order : [], isAgreed);
      await onSaved();
      setWish(null);
      setConsent(null);
      announce(words.saved);
    });
  };
  return (
    <section className="box backups">
      <h2>{words.title}</h2>
      <p className="muted">{candidates.length === 0 ? words.none : words.body}</p>
      {candidates.length > 0 && (
        <>
          <Toggle label={words.consent} help={words.consentHelp} isOn={isAgreed} onChange={setConsent} />
          {isAgreed && (
            <ol className="order">
              {order.map((id, place) => {
                const method = candidates.find((one) => one.id === id);
                return (
                  method && (
                    <Backup key={id} method={method} place={place} total={order.length} onMove={move} />
                  )
                );
              })}
            </ol>
          )}
          {action.refusal !== null && <Notice tone="danger" title={action.refusal} isAlert />}
          {isChanged && (
            <Action isBusy={action.isBusy} onPress={save}>
              {words.save}
            </Action>
          )}
        </>
      )}
    </section>
  );
}

interface BackupProps {
  readonly method: ListedMethod;
  readonly place: number;
  readonly total: number;
  readonly onMove: (id: string, by: number) => void;
}

function Backup({ method, place, total, onMove }: BackupProps): ReactNode {
  const texts = useTexts();
  const words = texts.backups;
  const name = texts.nameOf(method);
  return (
    <li>
      <span className="place" aria-hidden="true">
        {place + 1}
      </span>
      <Source method={method} />
      <span className="sr">{words.position(place + 1, total)}</span>
      {total > 1 && (
        <span className="movers">
          {(['up', 'down'] as const).map((way) => (
            <Button
              key={way}
              className="icon-button"
              aria-label={words[way](name)}
              isDisabled={way === 'up' ? place === 0 : place === total - 1}
              onPress={() => {
                onMove(method.id, way === 'up' ? -1 : 1);
              }}
            >
              <Icon name={way} />
            </Button>
          ))}
        </span>
      )}
    </li>
  );
}
