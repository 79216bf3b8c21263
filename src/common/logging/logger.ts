import { Writable } from 'node:stream';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { maskCardNumbers } from '../card-number.js';

const SECRET_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'err.raw',
  'err.payment_intent',
  'err.setup_intent',
  'err.cause.raw',
  'err.config',
  'err.response',
  'err.query',
  'err.parameters',
  'err.driverError',
  'err.cause.parameters',
];
// Found in the finished line: a redaction path with a wildcard would cost every line more than everything else about it.
const CLIENT_SECRET = /(client_?secret\\?"\s*:\s*\\?")[^"\\]*/gi;
const LINES = { sync: false, minLength: 8_192, periodicFlush: 100 } as const;

/** JSON lines on standard output, with every card number masked whatever put it there. */
export function createLogger(
  level: string,
  destination: DestinationStream = pino.destination(LINES),
): Logger {
  const masked: DestinationStream = {
    write: (line) => {
      destination.write(maskCardNumbers(withoutSecrets(line)));
    },
  };
  return pino(
    {
      level,
      redact: { paths: SECRET_PATHS, censor: '[secret]' },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    masked,
  );
}

function withoutSecrets(line: string): string {
  return line.includes('client') ? line.replace(CLIENT_SECRET, '$1[secret]') : line;
}

/** A destination that keeps its lines, for tests. */
export class KeptLines extends Writable {
  readonly lines: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.lines.push(chunk.toString('utf8'));
    done();
  }
}

/** Nest's own log through ours. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(...asPino(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(...asPino(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(...asPino(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(...asPino(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(...asPino(message, rest));
  }
}

function asPino(message: unknown, rest: unknown[]): [object, string] {
  const context = rest.at(-1);
  const facts = typeof message === 'object' && message !== null ? message : {};
  const words =
    typeof message === 'string' ? message : rest.find((part) => typeof part === 'string' && part !== context);
  return [
    { ...facts, ...(typeof context === 'string' ? { context } : {}) },
    typeof words === 'string' ? words : '',
  ];
}
