/** What a PostgreSQL server says of itself in `postmaster.pid`. */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'ready' | 'stopping';
}

const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/** Reads the file's text; null while the server has not written enough of it, or when it is damaged. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n');
  const pid = Number(lines[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const port = Number(lines[PORT_LINE] ?? 0);
  const status = lines[STATUS_LINE]?.trim();
  if (status === 'ready' || status === 'stopping') return { pid, port, status };
  return { pid, port, status: 'starting' };
}

/** The same file naming another process. */
export function withPid(text: string, pid: number): string {
  return text.replace(/^[^\n]*/, String(pid));
}
