import { bootConfig } from './common/config/boot-config.js';
import { ConfigError } from './common/config/config.js';
import { createLogger } from './common/logging/logger.js';
import { startProduct } from './start.js';

async function main(): Promise<void> {
  const config = bootConfig();
  const logger = createLogger(config.log.level);
  const product = await startProduct({
    config,
    listen: true,
    logger,
    onDatabaseExit: (reason) => {
      logger.fatal({ reason }, 'the embedded database ended; start again');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    },
  });
  logger.info({ url: config.http.publicUrl, mode: config.mode }, 'ready');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      product.close().then(
        () => process.exit(),
        (error: unknown) => {
          logger.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
}

main().catch((error: unknown) => {
  const words =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
});
