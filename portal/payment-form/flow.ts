import type {
  BeginSetup,
  CompleteSetup,
  Locale,
  SetupChoice,
  SetupClient,
  StoredMethod,
} from './contract.js';
import { acceptsInput, mayFollow } from './form-state.js';
import type { FormState } from './form-state.js';
import type { OwnFields } from './own-fields.js';
import { SetupShelf } from './setup-shelf.js';
import { troubleFromProblem, troubleOf } from './trouble.js';
import type { Trouble } from './trouble.js';
import { formFor } from './vendor-forms.js';
import type { Confirmation, Look, VendorEvents, VendorForm } from './vendor-form.js';

/** What the flow needs from the element around it. */
export interface FlowHost {
  readonly fields: OwnFields;
  locale(): Locale;
  look(): Look;
  apiBase(): string;
  nonce(): string;
  /** Whether our own fields can be sent; they show what is wrong. */
  ownFieldsAreRight(): boolean;
  /** A new, empty place in the light DOM. */
  container(): HTMLElement;
  begin(): BeginSetup;
  complete(): CompleteSetup;
  /** Called on every change of state; `trouble` stays while the customer mends it. */
  changed(state: FormState, trouble: Trouble | null): void;
  added(method: StoredMethod, setup: SetupClient): void;
  invalid(): void;
}

/** The way from an empty form to a stored method: begin, open, confirm, complete. */
export class Flow {
  state: FormState = 'waiting';
  trouble: Trouble | null = null;
  private setup: SetupClient | null = null;
  private form: VendorForm | null = null;
  /** The vendor has the card already: what is left is to complete the setup. */
  confirmed = false;
  private round = 0;
  private readonly shelf = new SetupShelf();

  constructor(private readonly host: FlowHost) {}

  /** Begins a setup and opens the vendor's fields; `keep` leaves an earlier trouble on screen. */
  async open(choice: SetupChoice, keep: Trouble | null = null): Promise<void> {
    const round = this.reset();
    this.enter('loading', keep);
    let setup: SetupClient | null = null;
    try {
      setup = await this.shelf.take({ ...choice, locale: this.host.locale() }, this.host.begin());
      if (round !== this.round) return;
      const form = await formFor(choice)({
        setup,
        locale: this.host.locale(),
        look: this.host.look(),
        container: this.host.container(),
        apiBase: this.host.apiBase(),
        nonce: this.host.nonce(),
        events: this.eventsOf(round, choice),
      });
      if (round !== this.round) {
        form.close();
        return;
      }
      this.setup = setup;
      this.form = form;
      this.enter('ready', keep);
    } catch (error) {
      if (setup) this.shelf.spend(setup);
      if (round === this.round) this.enter('load_failed', troubleFrom(error, setup === null));
    }
  }

  async submit(choice: SetupChoice): Promise<void> {
    if (!this.form || !this.setup) return;
    const round = this.round;
    this.enter('submitting', null);
    const taken = this.confirmed
      ? ({ outcome: 'confirmed' } as const)
      : await this.form.confirm(this.host.fields.billingDetails()).catch(lost);
    if (round === this.round) await this.afterConfirmation(taken, choice);
  }

  async authenticate(choice: SetupChoice): Promise<void> {
    if (!this.form) return;
    const round = this.round;
    this.enter('submitting', null);
    const taken = await this.form.authenticate().catch(lost);
    if (round === this.round) await this.afterConfirmation(taken, choice);
  }

  /** Nothing can be opened at all. */
  fail(trouble: Trouble): void {
    this.close();
    this.enter('load_failed', trouble);
  }

  /** Shows the vendor's page outside of ours. */
  elsewhere(): void {
    this.form?.elsewhere?.();
    this.enter('ready', null);
  }

  relocalise(): void {
    this.form?.relocalise(this.host.locale());
  }

  /** Whether the vendor's fields can be sent; they show what is wrong. */
  async vendorIsValid(): Promise<boolean> {
    return (await this.form?.validate().catch(() => true)) ?? true;
  }

  focusVendor(): void {
    this.form?.focus();
  }

  /** Whoever begins setups now knows nothing of those begun before. */
  forget(): void {
    this.shelf.clear();
  }

  close(): void {
    this.shelf.clear();
    this.reset();
    this.state = 'waiting';
  }

  private eventsOf(round: number, choice: SetupChoice): VendorEvents {
    const now = (): boolean => round === this.round && this.setup !== null;
    return {
      begun: () => {
        if (!now() || !acceptsInput(this.state) || !this.host.ownFieldsAreRight()) return false;
        this.enter('submitting', null);
        return true;
      },
      finished: (taken) => {
        if (!now() || this.confirmed) return;
        // A vendor may tell an error and then that its window is closed: the first says more.
        if (taken.outcome === 'closed' && this.state !== 'submitting') return;
        if (this.state !== 'submitting') this.enter('submitting', null);
        void this.afterConfirmation(taken, choice);
      },
      blocked: () => {
        if (now() && acceptsInput(this.state)) this.enter('failed', troubleOf('page_blocked'));
      },
    };
  }

  private async afterConfirmation(taken: Confirmation, choice: SetupChoice): Promise<void> {
    switch (taken.outcome) {
      case 'confirmed':
        this.confirmed = true;
        this.enter('submitting', null);
        await this.finish(choice);
        break;
      case 'invalid':
        this.enter('ready', null);
        this.host.invalid();
        break;
      case 'needs_authentication':
        this.enter('needs_authentication', null);
        break;
      case 'stale':
        await this.open(choice, troubleOf('setup_expired'));
        break;
      case 'closed':
        await this.afterClosing();
        break;
      case 'trouble':
        this.enter(taken.trouble.declined ? 'declined' : 'failed', taken.trouble);
        break;
    }
  }

  private async finish(choice: SetupChoice): Promise<void> {
    const { setup, round } = this;
    if (!setup) return;
    try {
      const method = await this.host.complete()(setup, this.host.fields.completion());
      if (round !== this.round) return;
      this.done(method, setup);
    } catch (error) {
      if (round === this.round) await this.afterRefusal(troubleFrom(error), choice);
    }
  }

  /** A window may be closed, or die, after the customer had agreed in it: only the vendor knows, so the server asks. */
  private async afterClosing(): Promise<void> {
    const { setup, round } = this;
    if (!setup) return;
    const method = await this.host
      .complete()(setup, this.host.fields.completion())
      .catch(() => null);
    if (round !== this.round) return;
    if (method) this.done(method, setup);
    else this.enter('ready', troubleOf('closed'));
  }

  private done(method: StoredMethod, setup: SetupClient): void {
    this.reset();
    this.enter('done', null);
    this.host.added(method, setup);
  }

  /** A refusal ends the setup, so the next try needs a new one; anything else leaves it to be completed again. */
  private async afterRefusal(trouble: Trouble, choice: SetupChoice): Promise<void> {
    if (trouble.declined || trouble.key === 'setup_expired') await this.open(choice, trouble);
    else this.enter('failed', trouble);
  }

  private enter(state: FormState, trouble: Trouble | null): void {
    if (state === 'submitting' && this.setup) this.shelf.spend(this.setup);
    if (!mayFollow(this.state, state)) throw new Error(`The form cannot go from ${this.state} to ${state}.`);
    this.state = state;
    this.trouble = trouble;
    this.host.changed(state, trouble);
  }

  private reset(): number {
    this.form?.close();
    this.form = null;
    this.setup = null;
    this.confirmed = false;
    return (this.round += 1);
  }
}

function lost(): Confirmation {
  return { outcome: 'trouble', trouble: troubleOf('vendor_unavailable') };
}

function troubleFrom(error: unknown, isOpening = false): Trouble {
  if (error instanceof TypeError) return troubleOf('network');
  return troubleFromProblem(typeof error === 'object' && error !== null ? error : {}, isOpening);
}
