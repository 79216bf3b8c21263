import type {
  OnApproveActions,
  OnApproveData,
  PayPalButtonsComponent,
  PayPalButtonsComponentOptions,
} from '@paypal/paypal-js';
import { tokenOf } from './paypal-card-fields.js';
import { HostedFrame } from './paypal-hosted.js';
import type { PayPalContext } from './paypal-context.js';
import { textsFor } from './paypal-texts.js';
import { askInWindow } from './paypal-window.js';

/** The button that saves a PayPal account, in a frame of the stand-in's. */
export function buttons(
  context: PayPalContext,
  given: PayPalButtonsComponentOptions = {},
): PayPalButtonsComponent {
  refuseWrong(given);
  let options = given;
  const texts = textsFor(context.locale);
  const frame = new HostedFrame(context.origin, 'button', 'PayPal');

  const save = async (): Promise<void> => {
    if (!(await isAllowed(options))) return;
    const token = await tokenOf(options);
    const path = `/agreements/approve?approval_token=${encodeURIComponent(token)}`;
    const result = await askInWindow(context.origin, path, token, texts);
    if (result === 'approved') await options.onApprove?.(approved(token), actions);
    else options.onCancel?.({ vaultSetupToken: token }, { redirect: () => undefined });
  };
  frame.on('click', () => {
    save().catch((error: unknown) => {
      options.onError?.((error instanceof Error ? error : new Error(String(error))) as never);
    });
  });

  return {
    isEligible: () => (options.fundingSource ?? 'paypal') === 'paypal',
    render: (container) =>
      frame.render(container, {
        locale: context.locale,
        session: '',
        style: {},
        placeholder: null,
        height: options.style?.height ?? 45,
        radius: options.style?.borderRadius ?? 4,
      }),
    close: () => frame.close(),
    updateProps: (props) => {
      options = { ...options, ...props };
      return Promise.resolve();
    },
    resume: () => undefined,
    hasReturned: () => false,
  };
}

const actions: OnApproveActions = { redirect: () => undefined, restart: () => undefined };

function approved(token: string): OnApproveData {
  return { vaultSetupToken: token, orderID: '', facilitatorAccessToken: '' };
}

function refuseWrong(options: PayPalButtonsComponentOptions): void {
  if (options.createVaultSetupToken && (options.createOrder ?? options.createSubscription))
    throw new Error('Cannot pass both createVaultSetupToken and createOrder or createSubscription');
  if (!options.createVaultSetupToken) throw new Error('The stand-in needs createVaultSetupToken');
  const height = options.style?.height;
  if (height !== undefined && (height < 25 || height > 55))
    throw new Error(`Expected style.height to be between 25px and 55px - got ${String(height)}px`);
}

async function isAllowed({ onClick }: PayPalButtonsComponentOptions): Promise<boolean> {
  let allowed = true;
  await onClick?.(
    { fundingSource: 'paypal' },
    {
      resolve: () => Promise.resolve(),
      reject: () => {
        allowed = false;
        return Promise.resolve();
      },
    },
  );
  return allowed;
}
