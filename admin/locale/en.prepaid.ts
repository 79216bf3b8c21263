export const prepaid = {
  title: 'Balance of {service}',
  lead: 'Paid in advance; every movement is kept.',
  balance: 'Balance',
  open: 'Top up and movements',
  topUp: 'Top up',
  topUpTitle: 'Top up the balance',
  topUpOf: 'Balance of {service}',
  toMethod: 'Choose the method',
  amount: 'Amount in {currency}',
  amountBad: 'An amount above zero; a day’s most is no less than one recharge.',
  recharge: 'Automatic recharge',
  rechargeItself: 'Recharge by itself',
  rechargeOn: 'Recharges itself by {amount} when it falls below {threshold}; at most {cap} a day.',
  rechargeOff: 'Does not recharge itself.',
  rechargeSaved: 'The balance recharges itself.',
  rechargeStopped: 'The balance does not recharge itself any more.',
  next: 'Next recharge: {time}',
  refusals: {
    one: 'The last recharge was refused.',
    other: 'The last {count} recharges were refused; after the third it waits for a change.',
  },
  waiting:
    'The renewal of {day} waits: the balance does not cover {price}. Without it the service ends on {end}.',
  fields: {
    threshold: 'When it falls below, in {currency}',
    amount: 'One recharge, in {currency}',
    daily_cap: 'At most a day, in {currency}',
  },
  hints: {
    threshold: 'A renewal that the balance does not cover recharges it too.',
    amount: 'Taken as many times as is needed, in one charge.',
    daily_cap: 'Of the customer’s day.',
  },
  with: 'With',
  usualMethod: 'The service’s method, else the default',
  noEntries: 'Nothing has moved it yet.',
  what: 'Movement',
  after: 'Balance after it',
  newer: 'Newer',
  older: 'Older',
} as const;

export const prepaidWords = {
  ledger_kind: {
    top_up: 'Top-up',
    usage: 'Used',
    renewal: 'Renewal',
    refund: 'Refund',
    refund_reversed: 'Refund that failed',
    dispute: 'Lost dispute',
    dispute_reversed: 'Dispute won after all',
  },
} as const;
