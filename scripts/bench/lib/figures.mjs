/** The value below which a share (0 to 1) of the numbers lies. */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle one. */
export function median(numbers) {
  return percentile(numbers, 0.5);
}

/** Prints one line of progress or figures. */
export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/** Prints rows as aligned columns under their heads; numbers with two digits after the point unless they are whole. */
export function table(heads, rows) {
  const lines = [heads, ...rows].map((row) => row.map(cell));
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    say(
      line
        .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])))
        .join('  '),
    );
  }
}

function cell(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : 1);
}

/** The limits of one benchmark, each of which has to be met: the last line tells the first that is not, or else the first. */
export class Limits {
  #checks = [];

  /** Holds when the value is at least the limit. */
  atLeast(what, value, limit) {
    this.#checks.push({ what, value, limit, isMet: value >= limit });
  }

  /** Holds when the value is at most the limit. */
  atMost(what, value, limit) {
    this.#checks.push({ what, value, limit, isMet: value <= limit });
  }

  /** Prints every check and the line that counts; answers whether all are met. */
  verdict() {
    const missed = this.#checks.find((check) => !check.isMet);
    const told = missed ?? this.#checks[0];
    say();
    table(
      ['limit', 'measured', 'limit', ''],
      this.#checks.map(({ what, value, limit, isMet: met }) => [what, value, limit, met ? 'met' : 'NOT MET']),
    );
    say(`ratio ${told.value.toFixed(2)}, limit ${told.limit.toFixed(2)}: ${missed ? 'not met' : 'met'}`);
    return missed === undefined;
  }
}
