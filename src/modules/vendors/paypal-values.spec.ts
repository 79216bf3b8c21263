import { describe, expect, it } from '@jest/globals';
import {
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
import { PAYPAL } from './paypal-values.js';

describe('the values we send', () => {
  it("are those of the SDK's enums", () => {
    expect(PAYPAL).toEqual({
      capture: CheckoutPaymentIntent.Capture,
      authorize: CheckoutPaymentIntent.Authorize,
      merchant: PaypalPaymentTokenUsageType.Merchant,
      consumer: PaypalPaymentTokenCustomerType.Consumer,
      unscheduled: UsagePattern.UnscheduledPostpaid,
      noShipping: ExperienceContextShippingPreference.NoShipping,
      noWalletShipping: PaypalWalletContextShippingPreference.NoShipping,
      scaWhenRequired: VaultCardVerificationMethod.ScaWhenRequired,
      setupToken: VaultTokenRequestType.SetupToken,
      onSuccess: StoreInVaultInstruction.OnSuccess,
      payNow: PaypalExperienceUserAction.PayNow,
      login: PaypalExperienceLandingPage.Login,
      guest: PaypalExperienceLandingPage.GuestCheckout,
    });
  });
});
