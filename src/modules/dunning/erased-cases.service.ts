import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Longer than any downtime, so that nobody who was erased meanwhile is missed. */
const LOOK_BACK_DAYS = 90;

const ERASED = `SELECT id FROM customers WHERE erased_at > $1::timestamptz - make_interval(days => ${String(LOOK_BACK_DAYS)})`;
const THEIR_CASES = `SELECT d.id FROM dunning_cases d WHERE d.customer_id IN (${ERASED})`;

const FORGET = [
  `UPDATE call_tasks SET note = NULL WHERE note IS NOT NULL AND customer_id IN (${ERASED})`,
  `UPDATE dunning_exemptions SET reason = '' WHERE reason <> '' AND customer_id IN (${ERASED})`,
  `UPDATE dunning_pauses SET reason = '' WHERE reason <> '' AND case_id IN (${THEIR_CASES})`,
  `UPDATE dunning_timeline SET details = details - 'reason' WHERE details ? 'reason' AND case_id IN (${THEIR_CASES})`,
];

/** What people wrote about customers in their cases, taken away once a customer is erased. */
@Injectable()
export class ErasedCases {
  constructor(private readonly db: DataSource) {}

  /** Repeatable; answers how many texts went. */
  forget(now: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      let gone = 0;
      for (const statement of FORGET) {
        const [, count]: [unknown, number] = await tx.query(statement, [now]);
        gone += count;
      }
      return gone;
    });
  }
}
