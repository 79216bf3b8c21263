import { useRef, useState, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { api } from '../care-api.js';
import { CareProblem } from '../care-problem.js';
import { useLanguage, useTexts } from '../language.js';
import { navigate } from '../route.js';
import { session } from '../session.js';
import { Choice, Toggle } from '../ui/fields.js';
import { Action, Notice } from '../ui/parts.js';
import { Sheet } from '../ui/sheet.js';
import { useAction } from '../use-action.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';

/** What the customer prefers, and the ways out. */
export function SettingsPage(): ReactNode {
  const { texts, choose } = useLanguage();
  const words = texts.settings;
  const heading = useTitle(words.title);
  const { locale, customer } = useOverview();
  const action = useAction();
  const last = useRef(Promise.resolve());
  // One after the other: who changes several things quickly means all of them.
  const prefer = (wish: Parameters<typeof api.prefer>[0]): void => {
    last.current = last.current.then(() =>
      action.run(async () => {
        session.apply(await api.prefer(wish));
        if (wish.locale === 'ar' || wish.locale === 'en') choose(wish.locale);
        announce(words.saved);
      }),
    );
  };
  return (
    <div className="narrow">
      <h1 ref={heading} tabIndex={-1}>
        {words.title}
      </h1>
      {action.refusal !== null && <Notice tone="danger" title={action.refusal} isAlert />}
      <section className="box">
        <Choice
          label={words.language}
          help={words.languageHelp}
          value={locale}
          onChange={(wish) => {
            prefer({ locale: wish });
          }}
          options={[
            { value: 'ar', content: <span lang="ar">العربية</span> },
            { value: 'en', content: <span lang="en">English</span> },
          ]}
        />
      </section>
      <section className="box">
        <h2>{words.messages}</h2>
        <Toggle
          label={words.reminders}
          help={words.remindersHelp}
          isOn={!customer.reminders_opt_out}
          onChange={(isOn) => {
            prefer({ reminders_opt_out: !isOn });
          }}
        />
      </section>
      <section className="box">
        <h2>{words.payments}</h2>
        <Toggle
          label={words.autoPay}
          help={words.autoPayHelp}
          isOn={customer.auto_pay}
          onChange={(isOn) => {
            prefer({ auto_pay: isOn });
          }}
        />
      </section>
      <Access />
    </div>
  );
}

function Access(): ReactNode {
  const texts = useTexts();
  const words = texts.settings;
  const { customer, session: mine } = useOverview();
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const leave = (end: () => Promise<unknown>): void => {
    void action.run(async () => {
      await end();
      setAsking(false);
      session.end(new CareProblem('signed_out', 0));
      navigate('overview', { replace: true });
    });
  };
  return (
    <section className="box">
      <h2>{words.access}</h2>
      {customer.email_masked !== null && <p>{words.signedInAs(customer.email_masked)}</p>}
      {mine.kind === 'link' && <p className="muted">{words.byLink}</p>}
      {action.refusal !== null && <Notice tone="danger" title={action.refusal} isAlert />}
      <div className="actions">
        <Action
          look="quiet"
          isBusy={action.isBusy && !isAsking}
          onPress={() => {
            leave(api.signOut);
          }}
        >
          {words.signOut}
        </Action>
        <Action
          look="quiet"
          onPress={() => {
            setAsking(true);
          }}
        >
          {words.everywhere}
        </Action>
      </div>
      <p className="help">{words.everywhereHelp}</p>
      {isAsking && (
        <Sheet
          title={words.everywhereTitle}
          isAlert
          onClose={() => {
            setAsking(false);
          }}
        >
          <div className="form">
            <p>{words.everywhereBody}</p>
            <div className="actions">
              <Action
                look="danger"
                isBusy={action.isBusy}
                onPress={() => {
                  leave(api.signOutEverywhere);
                }}
              >
                {words.everywhere}
              </Action>
              <Action
                look="quiet"
                onPress={() => {
                  setAsking(false);
                }}
              >
                {texts.cancel}
              </Action>
            </div>
          </div>
        </Sheet>
      )}
    </section>
  );
}
