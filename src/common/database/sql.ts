import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Pool, QueryResultRow } from 'pg';
import { CONFIG, type Config } from '../config/config.js';
import { keepStatements } from './statements.js';

/** A read with a name: the server keeps its plan by that name, so each name has exactly one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Hot reads straight on the connection pool, without the ORM; prepared by name unless a pooler forbids it. */
@Injectable()
export class Sql {
  private readonly pool: Pool;
  private readonly prepared: boolean;

  constructor(dataSource: DataSource, @Inject(CONFIG) config: Config) {
    this.pool = (dataSource.driver as unknown as { master: Pool }).master;
    this.prepared = config.database.prepared;
    if (this.prepared) keepStatements(dataSource);
  }

  /** The rows of one statement; `Row` is what the caller vouches for. */
  async rows<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const { name, text } = statement;
    // The driver only reads them.
    const own = values as unknown[];
    const result = await this.pool.query<Row>(
      this.prepared ? { name, text, values: own } : { text, values: own },
    );
    return result.rows;
  }
}
