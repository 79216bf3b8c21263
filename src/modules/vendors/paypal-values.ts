import type {
  CheckoutPaymentIntent,
  ExperienceContextShippingPreference,
  PaypalExperienceLandingPage,
  PaypalExperienceUserAction,
  PaypalPaymentTokenCustomerType,
  PaypalPaymentTokenUsageType,
  PaypalWalletContextShippingPreference,
  StoreInVaultInstruction,
  UsagePattern,
  VaultCardVerificationMethod,
  VaultTokenRequestType,
} from '@paypal/paypal-server-sdk';

interface PayPalValues {
  readonly capture: CheckoutPaymentIntent;
  readonly authorize: CheckoutPaymentIntent;
  readonly merchant: PaypalPaymentTokenUsageType;
  readonly consumer: PaypalPaymentTokenCustomerType;
  readonly unscheduled: UsagePattern;
  readonly noShipping: ExperienceContextShippingPreference;
  readonly noWalletShipping: PaypalWalletContextShippingPreference;
  readonly scaWhenRequired: VaultCardVerificationMethod;
  readonly setupToken: VaultTokenRequestType;
  readonly onSuccess: StoreInVaultInstruction;
  readonly payNow: PaypalExperienceUserAction;
  readonly login: PaypalExperienceLandingPage;
  readonly guest: PaypalExperienceLandingPage;
}

/** Values of the SDK's enums, which are objects at run time; the SDK itself is loaded with the first call. */
export const PAYPAL = {
  capture: 'CAPTURE',
  authorize: 'AUTHORIZE',
  merchant: 'MERCHANT',
  consumer: 'CONSUMER',
  unscheduled: 'UNSCHEDULED_POSTPAID',
  noShipping: 'NO_SHIPPING',
  noWalletShipping: 'NO_SHIPPING',
  scaWhenRequired: 'SCA_WHEN_REQUIRED',
  setupToken: 'SETUP_TOKEN',
  onSuccess: 'ON_SUCCESS',
  payNow: 'PAY_NOW',
  login: 'LOGIN',
  guest: 'GUEST_CHECKOUT',
} as unknown as PayPalValues;
