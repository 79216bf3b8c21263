import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { HANDOVER_COLUMNS, type HandoverRecord } from '../modules/payment-methods/index.js';
import { CliFailure } from './context.js';

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The records of a hand-over file with their physical lines; throws when the header is not the agreed one. */
export async function* readHandover(file: Readable): AsyncGenerator<HandoverRecord> {
  const parser = file.pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
    }),
  );
  file.once('error', (error) => parser.destroy(error));
  let previousEnd = 0;
  let isHeader = true;
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    // A quoted cell may span lines: the record starts after the end of the one before it.
    const line = Math.max(previousEnd + 1, info.lines - linesWithin(record));
    previousEnd = info.lines;
    if (isHeader) checkHeader(record);
    else yield toRecord(line, record);
    isHeader = false;
  }
  if (isHeader) throw new CliFailure('The file is empty.', 1);
}

function linesWithin(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}

function checkHeader(header: readonly string[]): void {
  const missing = HANDOVER_COLUMNS.filter((name, index) => header[index]?.trim() !== name);
  if (missing.length > 0 || header.length !== HANDOVER_COLUMNS.length)
    throw new CliFailure(
      `The first line is not the header of a hand-over file. Expected: ${HANDOVER_COLUMNS.join(',')}`,
      1,
    );
}

function toRecord(line: number, record: readonly string[]): HandoverRecord {
  if (record.length !== HANDOVER_COLUMNS.length)
    return {
      line,
      cells: null,
      broken: `has ${String(record.length)} columns instead of ${String(HANDOVER_COLUMNS.length)}`,
    };
  return {
    line,
    cells: Object.fromEntries(HANDOVER_COLUMNS.map((name, index) => [name, record[index] ?? ''])),
  };
}
