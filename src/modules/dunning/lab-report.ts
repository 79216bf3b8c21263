import { LAB_DAYS, type LabSummary } from './dunning-lab.js';
import { ASSUMPTIONS } from './lab-population.js';

/** Policies that were replayed over one population. */
export interface LabComparison {
  readonly seed: number;
  readonly policies: readonly { readonly name: string; readonly summary: LabSummary }[];
}

const COLORS = ['#1f5fbf', '#c2410c', '#15803d', '#7c3aed', '#b91c1c', '#0f766e'];
const CHART = { width: 720, height: 320, left: 48, right: 16, top: 16, bottom: 40 };

/** The rows that a comparison is printed and shown in: what is measured, and each policy's figure. */
export function comparisonRows({ policies }: LabComparison): string[][] {
  const row = (what: string, of: (summary: LabSummary) => string): string[] => [
    what,
    ...policies.map(({ summary }) => of(summary)),
  ];
  const buckets = [...new Set(policies.flatMap(({ summary }) => Object.keys(summary.byBucket)))];
  return [
    row('cases', ({ cases }) => String(cases)),
    row('recovered', ({ recoveredShare }) => percent(recoveredShare)),
    row('attempts per recovery', ({ attemptsPerRecovery }) => decimal(attemptsPerRecovery)),
    row('days to recovery, mean', ({ meanDaysToRecovery }) => decimal(meanDaysToRecovery)),
    row('days to recovery, median', ({ medianDaysToRecovery }) => decimal(medianDaysToRecovery)),
    row('service days lost per case', ({ serviceDaysLostPerCase }) => decimal(serviceDaysLostPerCase)),
    row('terminated', ({ terminatedShare }) => percent(terminatedShare)),
    row('mails per case', ({ mailsPerCase }) => decimal(mailsPerCase)),
    ...buckets.map((bucket) =>
      row(`recovered, ${bucket}`, ({ byBucket }) => {
        const own = Object.entries(byBucket).find(([name]) => name === bucket)?.[1];
        return own ? `${percent(own.recoveredShare)} of ${String(own.cases)}` : '-';
      }),
    ),
  ];
}

/** A page that holds everything it shows and asks nobody for anything. */
export function comparisonPage(comparison: LabComparison): string {
  const names = comparison.policies.map(({ name }) => name);
  const rows = comparisonRows(comparison);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Dunning policies compared</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1917; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid #d6d3d1; vertical-align: top; }
td, th { overflow-wrap: anywhere; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; }
</style>
<h1>Dunning policies compared</h1>
<p>The same ${String(comparison.policies[0]?.summary.cases ?? 0)} synthetic customers of seed ${String(comparison.seed)} under each policy, followed for
${String(LAB_DAYS)} days. It shows which policy does better under the assumptions below, not what a business will recover.</p>
<h2>Recovered by day</h2>
${chart(comparison)}
<h2>Figures</h2>
<table>
<tr><th scope="col">measure</th>${names.map((name) => `<th scope="col" class="figure">${escaped(name)}</th>`).join('')}</tr>
${rows.map(([what = '', ...figures]) => `<tr><th scope="row">${escaped(what)}</th>${figures.map((figure) => `<td class="figure">${escaped(figure)}</td>`).join('')}</tr>`).join('\n')}
</table>
<h2>Assumptions</h2>
<table>
<tr><th scope="col">what</th><th scope="col">value</th><th scope="col">source</th></tr>
${ASSUMPTIONS.map(({ what, value, source }) => `<tr><td>${escaped(what)}</td><td>${escaped(value)}</td><td>${escaped(source)}</td></tr>`).join('\n')}
</table>
</html>
`;
}

function chart({ policies }: LabComparison): string {
  const { width, height, left, right, top, bottom } = CHART;
  const x = (day: number): number => left + (day / LAB_DAYS) * (width - left - right);
  const y = (share: number): number => height - bottom - share * (height - top - bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${at(left)}" x2="${at(width - right)}" y1="${at(y(share))}" y2="${at(y(share))}" stroke="#d6d3d1"/>` +
      `<text x="${at(left - 6)}" y="${at(y(share) + 4)}" text-anchor="end">${String(share * 100)}%</text>`,
  );
  const days = [0, 7, 14, 21, 28, 35, 42].map(
    (day) =>
      `<text x="${at(x(day))}" y="${at(height - bottom + 18)}" text-anchor="middle">day ${String(day)}</text>`,
  );
  const lines = policies.map(({ name, summary }, index) => {
    const points = summary.curve.map((share, day) => `${at(x(day))},${at(y(share))}`).join(' ');
    const color = COLORS[index % COLORS.length] ?? 'black';
    const dash = index < COLORS.length ? '' : ' stroke-dasharray="6 4"';
    return (
      `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="2"${dash}/>` +
      `<text x="${at(left + 12)}" y="${at(top + 14 + index * 18)}" fill="${color}">${escaped(name)}: ${percent(summary.recoveredShare)}</text>`
    );
  });
  return `<svg viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="Share of cases recovered, by day" font-size="12">
${[...grid, ...days, ...lines].join('\n')}
</svg>`;
}

function at(value: number): string {
  return value.toFixed(1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function decimal(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}
