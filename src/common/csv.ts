/** What makes spreadsheets read a file as UTF-8; it stands before the first line. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** One line of a CSV file as RFC 4180 has it; nothing is an empty cell. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((text) => cell(text ?? '')).join(',')}\r\n`;
}

/** A cell that starts like a formula is given an apostrophe, so that no spreadsheet runs it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
