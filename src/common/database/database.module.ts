import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { dataSourceOptions } from './data-source.js';
import { Sql } from './sql.js';

/** The one connection pool, shared by TypeORM and the hot reads. */
@Global()
@Module({})
export class DatabaseModule {
  /** Connects to the migrated database at this address. */
  static at(url: string): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [CONFIG],
          useFactory: (config: Config) => ({
            ...dataSourceOptions(url, { pool: config.database.pool }),
            autoLoadEntities: true,
            retryAttempts: 0,
          }),
        }),
      ],
      providers: [Sql],
      exports: [Sql, TypeOrmModule],
    };
  }
}
