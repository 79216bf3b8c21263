import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import type { Vendor } from '../vendors/index.js';

/** The vendor cannot name its customers, so there is nothing to go through. */
export class VendorListsNoCustomers extends DomainError {
  constructor(vendor: Vendor) {
    super({
      kind: 'invalid',
      code: 'vendor_lists_no_customers',
      detail: `${vendor} cannot list its customers, so its account cannot be taken over.`,
      hint: 'Take over its tokens by a hand-over file instead: crm import FILE.',
      extra: { vendor },
    });
  }
}

/** Another run of the same take-over has gone on meanwhile. */
export class ImportOvertaken extends Conflict {
  constructor() {
    super(
      'import_overtaken',
      'Another run imports this account at the same time, and goes on.',
      'Wait for it to end; nothing was done twice.',
    );
  }
}
