export interface EmbeddedSettings {
  readonly port: number;
  readonly durable: boolean;
  readonly unixSockets: boolean;
}

/** The server's settings: small, on loopback only, and with nothing of a row in its log. */
export function embeddedSettings({ port, durable, unixSockets }: EmbeddedSettings): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    ...(unixSockets ? { unix_socket_directories: '' } : {}),
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    shared_buffers: '128MB',
    jit: 'off',
    // No replica reads this server, so its log of changes need only serve recovery.
    wal_level: 'minimal',
    max_wal_senders: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // A refused statement is the app's to report; its text and row could hold personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    // Ends the work of an app that was killed, so that its locks do not outlive it.
    ...(unixSockets ? { client_connection_check_interval: '2s' } : {}),
    ...(durable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
}

/** Arguments of `initdb`: Unicode everywhere and an order that no operating system changes. */
export function initdbArguments(data: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
}

/** The major version in `postgres --version` or a data folder's `PG_VERSION`; null when there is none. */
export function majorVersion(text: string): number | null {
  const found = /(?:^|\s)(\d+)(?:\.\d+)*/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Why the server's last start failed, by its log. */
export type StartFailure = 'already running' | 'port taken' | 'memory still in use' | 'other';

const FAILURES: readonly (readonly [RegExp, StartFailure])[] = [
  [/lock file "[^"]*" (already exists|is empty)/, 'already running'],
  [/could not bind|could not create any TCP\/IP sockets/, 'port taken'],
  [/pre-existing shared memory block/, 'memory still in use'],
];

/** Names the failure that a log's tail tells of. */
export function startFailure(logTail: string): StartFailure {
  return FAILURES.find(([pattern]) => pattern.test(logTail))?.[1] ?? 'other';
}
