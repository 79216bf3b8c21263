import { type DeclineTable, toDecline } from './decline-buckets.js';
import type { Decline } from './vendor-gateway.js';
import type { DeclineBucket } from './vendor-vocabulary.js';

// `processor_response.response_code`
// (https://developer.paypal.com/serversdk/php/models/enumerations/processor-response-code/), then the issues that stand
// where no bank was asked, then the reasons of a capture's `status_details`.
const CODES: Readonly<Record<DeclineBucket, string>> = {
  funds: `5120 5710 1000 PPAX PPDT PPEL PPNL
    TRANSACTION_LIMIT_EXCEEDED REFUND_FAILED_INSUFFICIENT_FUNDS`,
  issuer: `0100 0500 0580 10BR 1352 1393 5100 5160 5210 5700 5900 5910 5920 9100 9530 9540 9600 0000 7600
    PPRN PPAB PPAR PPDV PPSD PPSE PPAG PPBG PPCO PPQC PPTT PPMB
    INSTRUMENT_DECLINED PAYER_CANNOT_PAY TRANSACTION_REFUSED PAYMENT_SOURCE_DECLINED_BY_PROCESSOR
    ALIAS_DECLINED_BY_PROCESSOR DECLINED_DUE_TO_RELATED_TXN MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED
    DOMESTIC_TRANSACTION_REQUIRED AUTHORIZATION_DENIED DECLINED FAILED OTHER`,
  technical: `0800 0880 0960 1300 1310 1317 1340 1350 1360 1370 1384 1390 5800 8000 8010 8020 8030 8100 8110 8220
    PPAI PPAU PPCE PPCR PPDC PPER PPFE PPFV PPGR PPH1 PPIF PPII PPIM PPIT PPLR PPLS PPMD PPNC PPNM PPNT PPPH PPPI
    PPRE PPRF PPRR PPS0 PPS1 PPS2 PPS3 PPS4 PPS5 PPS6 PPTF PPTI PPUA PPUE PPUI PPUP PPUR PPVE PPVT`,
  card_data: `00N7 0390 0890 1312 1320 1330 1335 1380 1382 5110 5130 5135 5140 5170 5180 5190 5400 5500 5930 5950
    6300 7800 7900 PCVV PP06 PPAD PPAE PPAV PPC2 PPCT PPCU PPDI PPEF PPEX PPFI PPFR PPMC PPPM PPUC PPVC
    CARD_EXPIRED CARD_CLOSED REFERENCED_CARD_EXPIRED CARD_BRAND_NOT_SUPPORTED CARD_TYPE_NOT_SUPPORTED
    CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE CARD_NUMBER_REQUIRED CARD_EXPIRY_REQUIRED INVALID_EXPIRY_DATE
    INVALID_SECURITY_CODE_LENGTH BILLING_ADDRESS_INVALID PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED
    PAYMENT_SOURCE_CANNOT_BE_USED PAYMENT_SOURCE_MISMATCH TOKEN_ID_NOT_FOUND TOKEN_EXPIRED
    MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE PAYER_ACCOUNT_LOCKED_OR_CLOSED PAYER_ACCOUNT_RESTRICTED
    INVALID_PAYER_ID VERIFICATION_REQUIRED`,
  authentication: `5650 7700 7710 PCNR PPD3 PPTE PPTR PPTV
    PAYER_ACTION_REQUIRED REDIRECT_PAYER_FOR_ALTERNATE_FUNDING CONSENT_NEEDED`,
  fraud: `5150 9500 9510 9520 PPSC
    COMPLIANCE_VIOLATION TRANSACTION_BLOCKED_BY_PAYEE PAYEE_BLOCKED_TRANSACTION
    DECLINED_BY_RISK_FRAUD_FILTERS`,
  revoked: `AGREEMENT_ALREADY_CANCELLED BILLING_AGREEMENT_NOT_FOUND
    PREVIOUS_TRANSACTION_REFERENCE_HAS_CHARGEBACK PREVIOUS_TRANSACTION_REFERENCE_VOIDED`,
  duplicate: '5200',
  canceled: '0R00 ORDER_VOIDED',
};

const words = (text: string): string[] => text.split(/\s+/);

const TABLE: DeclineTable = {
  buckets: Object.fromEntries(
    (Object.keys(CODES) as DeclineBucket[]).flatMap((bucket) =>
      words(CODES[bucket]).map((code) => [code, bucket]),
    ),
  ),
  // The same request again meets the same answer: a permission, a product or a setting is missing.
  neverAgain: new Set(
    words(`1300 1310 1317 1340 1350 1352 1370 1390 5210 5700 5800 5910 8010 8020 8030 9540
      PPRN PPAB PPAG PPBG PPCO PPQC PPTT PPMB PPSE PPAI PPAU PPCE PPCR PPDC PPFE PPFV PPGR PPH1 PPII PPIM PPIT PPLR PPLS
      PPMD PPNC PPNM PPPH PPPI PPRE PPRF PPRR PPS0 PPS1 PPS2 PPS3 PPS4 PPS5 PPS6 PPTF PPTI PPUA PPUE PPUI PPUP PPUR
      PPVE PPVT MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED DOMESTIC_TRANSACTION_REQUIRED DECLINED_DUE_TO_RELATED_TXN`),
  ),
};

// On Visa cards PayPal's advice speaks of the holder's stop orders, in other numbers than Visa's own codes: 02 stops one
// payment (R0), 03 every one to us (R1), 21 every one with the card (R3).
const VISA_STOPS: Readonly<Partial<Record<string, string>>> = { '02': 'R0', '03': 'R1', '21': 'R3' };

/** The fields in which PayPal tells a refusal, on a processor's response and on an error. */
export interface PayPalDeclineFields {
  readonly code: string;
  /** `payment_advice_code`, whose numbers mean other things on Visa than on Mastercard. */
  readonly advice?: string | null | undefined;
  readonly brand?: string | null | undefined;
}

/** Puts a PayPal refusal into its bucket. */
export function paypalDecline({ code, advice, brand }: PayPalDeclineFields): Decline {
  const isVisa = brand?.toUpperCase() === 'VISA';
  return toDecline(
    {
      code,
      networkAdviceCode: advice ?? null,
      networkDeclineCode: isVisa ? (VISA_STOPS[advice ?? ''] ?? null) : null,
    },
    TABLE,
  );
}

/** Whether an issue of an error says that the payer or his bank refused, and not that our request was wrong. */
export function isDeclineIssue(issue: string): boolean {
  return TABLE.buckets[issue] !== undefined;
}
