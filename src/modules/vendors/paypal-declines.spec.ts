import { describe, expect, it } from '@jest/globals';
import { isDeclineIssue, paypalDecline } from './paypal-declines.js';

// Every `response_code` of PayPal's description of orders, version 2024-02-03.
const DOCUMENTED =
  `0000 00N7 0100 0390 0500 0580 0800 0880 0890 0960 0R00 1000 10BR 1300 1310 1312 1317 1320 1330 1335
1340 1350 1352 1360 1370 1380 1382 1384 1390 1393 5100 5110 5120 5130 5135 5140 5150 5160 5170 5180 5190 5200 5210 5400
5500 5650 5700 5710 5800 5900 5910 5920 5930 5950 6300 7600 7700 7710 7800 7900 8000 8010 8020 8030 8100 8110 8220 9100
9500 9510 9520 9530 9540 9600 PCNR PCVV PP06 PPRN PPAD PPAB PPAE PPAG PPAI PPAR PPAU PPAV PPAX PPBG PPC2 PPCE PPCO PPCR
PPCT PPCU PPD3 PPDC PPDI PPDV PPDT PPEF PPEL PPER PPEX PPFE PPFI PPFR PPFV PPGR PPH1 PPIF PPII PPIM PPIT PPLR PPLS PPMB
PPMC PPMD PPNC PPNL PPNM PPNT PPPH PPPI PPPM PPQC PPRE PPRF PPRR PPS0 PPS1 PPS2 PPS3 PPS4 PPS5 PPS6 PPSC PPSD PPSE PPTE
PPTF PPTI PPTR PPTT PPTV PPUA PPUC PPUE PPUI PPUP PPUR PPVC PPVE PPVT`.split(/\s+/);

describe("PayPal's declines", () => {
  it('leave no documented response code out', () => {
    expect(DOCUMENTED).toHaveLength(154);
    expect(DOCUMENTED.filter((code) => !isDeclineIssue(code))).toEqual([]);
  });

  it.each([
    ['5120', 'funds', true],
    ['PPAX', 'funds', true],
    ['5100', 'issuer', true],
    ['0500', 'issuer', true],
    ['PPRN', 'issuer', false],
    ['9540', 'issuer', false],
    ['8220', 'technical', true],
    ['1350', 'technical', false],
    ['5400', 'card_data', false],
    ['5110', 'card_data', false],
    ['5950', 'card_data', false],
    ['5650', 'authentication', false],
    ['PAYER_ACTION_REQUIRED', 'authentication', false],
    ['9500', 'fraud', false],
    ['9520', 'fraud', false],
    ['COMPLIANCE_VIOLATION', 'fraud', false],
    ['AGREEMENT_ALREADY_CANCELLED', 'revoked', false],
    ['5200', 'duplicate', false],
    ['0R00', 'canceled', false],
    ['INSTRUMENT_DECLINED', 'issuer', true],
    ['CARD_EXPIRED', 'card_data', false],
    ['TOKEN_ID_NOT_FOUND', 'card_data', false],
    ['NEVER_SEEN', 'issuer', true],
  ])('%s is %s, retried: %s', (code, bucket, retryable) => {
    expect(paypalDecline({ code })).toMatchObject({ code, bucket, retryable });
  });

  it.each([
    ['MASTERCARD', '01', 'card_data', false],
    ['MASTERCARD', '02', 'funds', true],
    ['MASTERCARD', '03', 'funds', false],
    ['MASTERCARD', '21', 'revoked', false],
    ['VISA', '02', 'revoked', false],
    ['visa', '03', 'revoked', false],
    ['VISA', '21', 'revoked', false],
    ['VISA', '24', 'funds', true],
    [null, '03', 'funds', false],
  ])('advice on %s %s turns missing funds into %s, retried: %s', (brand, advice, bucket, retryable) => {
    expect(paypalDecline({ code: '5120', advice, brand })).toMatchObject({
      bucket,
      retryable,
      networkAdviceCode: advice,
    });
  });

  it('are told from requests that were wrong', () => {
    expect(isDeclineIssue('DECIMAL_PRECISION')).toBe(false);
    expect(isDeclineIssue('PAYEE_ACCOUNT_RESTRICTED')).toBe(false);
    expect(isDeclineIssue('PAYER_CANNOT_PAY')).toBe(true);
  });
});
