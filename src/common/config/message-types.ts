/** Every kind of mail, as in the contract; configuration may give each its own sender, subject and template. */
export const MESSAGE_TYPES = [
  'card_expiry_60',
  'card_expiry_30',
  'card_expiry_7',
  'card_expired',
  'method_added',
  'method_removed',
  'default_changed',
  'payment_failed',
  'update_payment_method',
  'payment_warning',
  'service_suspended',
  'final_notice',
  'service_restored',
  'backup_charged',
  'receipt',
  'payment_action_required',
  'invoice_issued',
  'recharge_failed',
  'low_balance',
  'refunded',
  'sign_in_link',
  'secure_link',
  'staff_alert',
] as const;

export type MessageType = (typeof MESSAGE_TYPES)[number];
