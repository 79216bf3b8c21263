import type {
  AddedDetail,
  BeginSetup,
  CompleteSetup,
  ErrorDetail,
  Locale,
  SetupChoice,
  StoredMethod,
  VendorOption,
} from './contract.js';
import { Flow } from './flow.js';
import { acceptsInput } from './form-state.js';
import type { FormState } from './form-state.js';
import { lookOf } from './look.js';
import { OwnFields } from './own-fields.js';
import css from './payment-form.css';
import { completeAt } from './setup-completion.js';
import type { FormTexts } from './form-texts.js';
import type { NoticeActions } from './notices.js';
import { showScene } from './screen.js';
import { nameOf } from './tabs.js';
import { localeOf, textsFor } from './texts.js';
import { troubleOf } from './trouble.js';
import type { Trouble } from './trouble.js';
import type { FormKind } from './vendor-form.js';
import { choicesOf, isCard, kindOf } from './vendor-forms.js';
import { FormView } from './view.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const script = document.currentScript;
const ownOrigin = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin;
const ownNonce = script instanceof HTMLScriptElement ? script.nonce : '';

// A bank's window that opens does so within a few seconds; before that the words would only unsettle.
const BANK_HINT_MS = 4_000;

const PROPERTIES = ['vendors', 'beginSetup', 'completeSetup'] as const;

/** `<omnicrm-payment-form>`: takes a payment method from nothing to stored. */
export class PaymentFormElement extends HTMLElement {
  static readonly observedAttributes = ['locale', 'offer-default', 'default-ticked', 'cancelable', 'country'];

  private readonly fields: OwnFields;
  private readonly view: FormView;
  private readonly flow: Flow;
  private configured: readonly VendorOption[] = [];
  private begin: BeginSetup | null = null;
  private complete: CompleteSetup | null = null;
  private chosen = 0;
  private method: StoredMethod | null = null;
  private hintTimer: ReturnType<typeof setTimeout> | undefined;
  private startQueued = false;
  private isElsewhere = false;

  private readonly noticeActions: NoticeActions = {
    authenticate: () => {
      const choice = this.choice();
      if (!choice) return;
      void this.flow.authenticate(choice);
      this.view.focusForm();
    },
    retry: () => {
      this.start();
      this.view.focusForm();
    },
    elsewhere: () => {
      this.openElsewhere();
    },
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.fields = new OwnFields(this.texts(), this.locale());
    this.view = new FormView(this.fields.billing, this.fields.extras);
    this.flow = new Flow({
      fields: this.fields,
      locale: () => this.locale(),
      look: () => lookOf(this),
      container: () => this.container(),
      begin: () => this.begin ?? (() => Promise.reject(new Error('beginSetup is not set.'))),
      complete: () => this.complete ?? completeAt(this.apiBase()),
      apiBase: () => this.apiBase(),
      nonce: () => this.nonce || ownNonce,
      ownFieldsAreRight: () => this.ownFieldsAreRight(),
      changed: (state, trouble) => {
        this.changed(state, trouble);
      },
      added: (method, setup) => {
        this.added(method, setup.id);
      },
      invalid: () => {
        this.view.say(this.texts().invalid.check);
      },
    });
    root.append(this.view.root);
    this.listen();
  }

  /** Vendors that are configured, in the order of their tabs. */
  get vendors(): readonly VendorOption[] {
    return this.configured;
  }

  set vendors(vendors: readonly VendorOption[]) {
    this.configured = vendors;
    this.chosen = 0;
    this.queueStart();
  }

  get beginSetup(): BeginSetup | null {
    return this.begin;
  }

  /** How the host page begins a setup. */
  set beginSetup(begin: BeginSetup | null) {
    this.begin = begin;
    this.flow.forget();
    if (this.flow.state === 'waiting') this.queueStart();
  }

  get completeSetup(): CompleteSetup | null {
    return this.complete;
  }

  /** How the host page completes one; without it the form asks the API itself. */
  set completeSetup(complete: CompleteSetup | null) {
    this.complete = complete;
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) this.takeOver(name);
    this.localise();
    this.applyOptions();
    this.queueStart();
  }

  disconnectedCallback(): void {
    clearTimeout(this.hintTimer);
    this.flow.close();
    this.vendorContainers().forEach((container) => {
      container.remove();
    });
  }

  attributeChangedCallback(name: string): void {
    if (name !== 'locale') {
      this.applyOptions();
      return;
    }
    this.localise();
    this.flow.relocalise();
  }

  /** Puts the cursor where the customer begins. */
  override focus(): void {
    this.flow.focusVendor();
  }

  /** Empties the form and begins a new setup. */
  reset(): void {
    this.fields.clear();
    this.flow.close();
    this.method = null;
    this.start();
  }

  private locale(): Locale {
    return localeOf(this.getAttribute('locale') ?? document.documentElement.lang);
  }

  private texts(): FormTexts {
    const choice = this.choice();
    return textsFor(this.locale(), choice && !isCard(choice) ? 'wallet' : 'card');
  }

  private apiBase(): string {
    return this.getAttribute('api-base') ?? ownOrigin;
  }

  private kind(): FormKind {
    const choice = this.choice();
    return choice ? kindOf(choice) : 'fields';
  }

  /** Properties that a host page set before this script had run. */
  private takeOver(name: (typeof PROPERTIES)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  private listen(): void {
    this.view.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.view.cancel.addEventListener('click', () => {
      // What the vendor is saving now would turn up as a card that was cancelled.
      if (this.flow.state !== 'submitting') this.emit('omnicrm:cancel', null);
    });
  }

  private localise(): void {
    const locale = this.locale();
    this.view.root.lang = locale;
    this.view.root.dir = locale === 'ar' ? 'rtl' : 'ltr';
    this.fields.localise(this.texts(), locale);
    this.view.localise(this.texts());
    this.showTabs();
    this.showScene();
  }

  private applyOptions(): void {
    this.fields.offerDefault(this.hasAttribute('offer-default'), this.hasAttribute('default-ticked'));
    this.fields.suggestCountry(this.getAttribute('country'));
    this.view.cancel.hidden = !this.hasAttribute('cancelable');
  }

  /** Properties come one by one, so the start waits for the end of the host page's turn. */
  private queueStart(): void {
    if (this.startQueued) return;
    this.startQueued = true;
    queueMicrotask(() => {
      this.startQueued = false;
      if (this.isConnected && this.begin) this.start();
    });
  }

  private choice(): SetupChoice | null {
    return choicesOf(this.configured)[this.chosen] ?? null;
  }

  private start(): void {
    this.isElsewhere = false;
    this.fields.askBilling(this.kind() === 'fields');
    this.view.arrange(this.kind());
    this.localise();
    const choice = this.choice();
    if (choice) void this.flow.open(choice);
    else this.flow.fail(troubleOf('vendor_not_configured'));
  }

  private submit(): void {
    const choice = this.choice();
    if (!choice || !acceptsInput(this.flow.state)) return;
    if (this.kind() !== 'fields' && !this.flow.confirmed) return;
    const wrong = this.fields.check();
    if (wrong) void this.pointAt(wrong);
    else void this.flow.submit(choice);
  }

  /** For a form that the vendor's button sends: what is wrong is ours alone. */
  private ownFieldsAreRight(): boolean {
    const wrong = this.fields.check();
    if (!wrong) return true;
    this.view.say(this.texts().invalid.check);
    wrong.focus();
    return false;
  }

  private openElsewhere(): void {
    this.isElsewhere = true;
    this.flow.elsewhere();
  }

  /** Shows everything that is wrong at once and puts the cursor into the first field of it. */
  private async pointAt(wrong: HTMLElement): Promise<void> {
    this.view.say(this.texts().invalid.check);
    if (await this.flow.vendorIsValid()) wrong.focus();
    else this.flow.focusVendor();
  }

  private showTabs(): void {
    const choices = choicesOf(this.configured);
    const choice = choices[this.chosen];
    const texts = this.texts();
    this.view.tabs.show(choices, this.chosen, texts, (index) => {
      if (index === this.chosen || this.flow.state === 'submitting') return;
      this.chosen = index;
      this.start();
    });
    const name = choice && choices.length > 1 ? nameOf(choice, choices, texts) : null;
    const isWallet = choice !== undefined && !isCard(choice);
    const title = isWallet ? (texts.methods[choice.payment_type] ?? '') : texts.cardDetails;
    this.view.nameParts(title, this.kind() === 'page' ? texts.page.lead : texts.lead, name);
  }

  /** Vendors' scripts cannot mount into a shadow root, so their fields stand in the light DOM, in a slot. */
  private container(): HTMLElement {
    this.vendorContainers().forEach((old) => {
      old.remove();
    });
    const container = document.createElement('div');
    container.slot = 'vendor';
    this.append(container);
    return container;
  }

  private vendorContainers(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(':scope > [slot="vendor"]')];
  }

  private changed(state: FormState, trouble: Trouble | null): void {
    clearTimeout(this.hintTimer);
    this.setAttribute('state', state);
    const busy = state === 'submitting';
    this.view.loading(state === 'loading');
    this.view.inputsVisible(state !== 'load_failed');
    this.view.submittable(acceptsInput(state));
    this.showScene();
    if (busy)
      this.hintTimer = setTimeout(() => {
        this.view.say(this.texts().status.bankMayAsk);
      }, BANK_HINT_MS);
    const isTold = trouble && state !== 'loading' && trouble.key !== 'closed';
    if (isTold) this.report(trouble);
    if (trouble || state === 'needs_authentication') this.view.focusNotice();
    this.emit('omnicrm:state', { state });
  }

  private showScene(): void {
    const { state, trouble, confirmed } = this.flow;
    const { isElsewhere, method } = this;
    const scene = { state, trouble, confirmed, kind: this.kind(), isElsewhere, method };
    showScene(this.view, scene, this.texts(), this.noticeActions);
  }

  private report(trouble: Trouble): void {
    const { title, hint } = this.texts().trouble[trouble.key];
    this.emit('omnicrm:error', { code: trouble.code, message: title, hint } satisfies ErrorDetail);
  }

  private added(method: StoredMethod, setup_id: string): void {
    this.method = method;
    this.showScene();
    this.view.focusDone();
    this.emit('omnicrm:added', { method, setup_id } satisfies AddedDetail);
  }

  private emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
