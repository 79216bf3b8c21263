import { make } from '../dom.js';
import type { Locale } from './contract.js';
import { adoptLightStyle } from './light-style.js';
import css from './paytabs-form.css';
import { SetupWatch } from './setup-watch.js';
import { textsFor } from './texts.js';
import { LoadFailure } from './vendor-form.js';
import type { Confirmation, OpenOptions, OpenVendorForm, VendorForm } from './vendor-form.js';

// The frame may hang in a network that swallows the vendor's host; by then nobody waits patiently any more.
const LOAD_TIMEOUT_MS = 20_000;
// A browser that may not show the page loads one of its own, and says why in the same moments.
const REFUSAL_MS = 150;

/** Opens PayTabs' hosted page in a frame; the setup is watched, so that it is finished wherever the customer does it. */
export const openPayTabsPage: OpenVendorForm = async (options) => {
  const { redirect_url } = options.setup.client;
  if (!redirect_url) throw new LoadFailure('form_refused');
  const form = new HostedPage(options, redirect_url);
  await form.load();
  return form;
};

class HostedPage implements VendorForm {
  private readonly frame: HTMLIFrameElement;
  private readonly watch: SetupWatch;
  private tab: Window | null = null;

  constructor(
    private readonly options: OpenOptions,
    private readonly address: string,
  ) {
    this.frame = make('iframe', { attrs: { allow: 'payment', src: address } });
    this.watch = new SetupWatch(options.setup, options.apiBase, () => {
      options.events.finished({ outcome: 'confirmed' });
    });
    this.relocalise(options.locale);
  }

  /** Resolves when something is there, also when that is the browser's word that it may not show the page. */
  async load(): Promise<void> {
    const { container, events } = this.options;
    adoptLightStyle(container, css);
    container.classList.add('omnicrm-hosted-page');
    const shown = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, LOAD_TIMEOUT_MS, false);
      const settle = (there: boolean): void => {
        clearTimeout(timer);
        document.removeEventListener('securitypolicyviolation', refused);
        resolve(there);
      };
      const refused = (event: SecurityPolicyViolationEvent): void => {
        const isOurs = new URL(this.address).href.startsWith(event.blockedURI);
        if (event.effectiveDirective === 'frame-src' && isOurs) settle(false);
      };
      document.addEventListener('securitypolicyviolation', refused);
      this.frame.addEventListener('load', () => {
        setTimeout(settle, REFUSAL_MS, true);
      });
      container.append(this.frame);
    });
    window.addEventListener('message', this.receive);
    this.watch.start();
    // Told once the form stands, or there would be nobody to open the page elsewhere.
    if (shown) return;
    this.frame.remove();
    setTimeout(events.blocked);
  }

  confirm(): Promise<Confirmation> {
    return Promise.resolve({ outcome: 'invalid' });
  }

  validate(): Promise<boolean> {
    return Promise.resolve(true);
  }

  authenticate(): Promise<Confirmation> {
    return this.confirm();
  }

  relocalise(locale: Locale): void {
    this.frame.title = textsFor(locale, 'card').page.frameTitle;
  }

  focus(): void {
    this.frame.focus();
  }

  close(): void {
    this.watch.stop();
    window.removeEventListener('message', this.receive);
    this.frame.remove();
    this.tab?.close();
  }

  /** In a tab of its own, so that what stands in our form is kept; where no tab can be opened, in this one. */
  elsewhere(): void {
    if (this.tab && !this.tab.closed) {
      this.tab.focus();
      return;
    }
    this.tab = window.open(this.address, '_blank');
    if (this.tab) this.frame.remove();
    else location.assign(this.address);
  }

  private readonly receive = (event: MessageEvent<unknown>): void => {
    const isOurs = event.origin === new URL(this.options.apiBase, location.href).origin;
    if (!isOurs || typeof event.data !== 'object' || event.data === null) return;
    const { type, setup_id } = event.data as Readonly<Record<string, unknown>>;
    if (type === 'omnicrm:setup-return' && setup_id === this.options.setup.id) this.watch.returned();
  };
}
