import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Invalid } from '../../common/errors/domain-error.js';

const INVALID_PARAMETER_VALUE = '22023';

/** Knows which time zones the database can reckon in: its list differs from ours by age, and one unknown name would stop a sweep. */
@Injectable()
export class TimeZones {
  private readonly known = new Set<string>();

  constructor(private readonly db: DataSource) {}

  /** Throws 422 for a zone that the database does not know. */
  async refuseUnknown(zone: string): Promise<void> {
    if (this.known.has(zone)) return;
    try {
      await this.db.query("SELECT timestamptz '2000-01-01' AT TIME ZONE $1", [zone]);
    } catch (error) {
      if ((error as { driverError?: { code?: unknown } }).driverError?.code === INVALID_PARAMETER_VALUE)
        throw new Invalid('time_zone', 'The database does not know this time zone.');
      throw error;
    }
    this.known.add(zone);
  }
}
