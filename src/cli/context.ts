import type { INestApplicationContext } from '@nestjs/common';
import { bootConfig } from '../common/config/boot-config.js';
import { createLogger } from '../common/logging/logger.js';
import { startProduct, type Product } from '../start.js';

/** Ends the command with this exit status and, unless empty, these words on standard error. */
export class CliFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/**
 * Runs a command with the product's own services, beside a running app or without one. Warnings and errors of the services go to standard
 * error, so that standard output holds data alone.
 */
export async function withServices<T>(
  work: (services: INestApplicationContext, product: Product) => Promise<T>,
): Promise<T> {
  const logger = createLogger('warn', { write: (line) => void process.stderr.write(line) });
  const product = await startProduct({ config: bootConfig(), listen: false, logger });
  try {
    return await work(product.app, product);
  } finally {
    await product.close();
  }
}

/** One line of data. */
export function print(value: unknown): void {
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
}

/** One line for the person at the keyboard. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Everything on standard input, without its last line end. */
export async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
