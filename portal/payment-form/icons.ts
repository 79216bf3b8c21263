const PATHS = {
  lock: 'M7 10V7a5 5 0 0 1 10 0v3M5.5 10h13a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19.5v-8A1.5 1.5 0 0 1 5.5 10Z',
  shield: 'M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6L12 3Zm-3.2 9 2.3 2.3 4.3-4.6',
  check: 'M4.5 12.5 9.5 17.5 19.5 7',
  alert: 'M12 8v5m0 3.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  bank: 'M4 10 12 4l8 6M5 20h14M7 10v7m5-7v7m5-7v7',
  card: 'M3.5 5.5h17A1.5 1.5 0 0 1 22 7v10a1.5 1.5 0 0 1-1.500 1.500h-17A1.5 1.5 0 0 1 2 17V7a1.5 1.5 0 0 1 1.500-1.500ZM2 10h20M5.500 15h4',
  window:
    'M10 5H6a1.500 1.500 0 0 0-1.500 1.500v11A1.5 1.5 0 0 0 6 19h11a1.500 1.500 0 0 0 1.500-1.500v-4M14 4.500h5.500V10M19 5l-8 8',
  clock: 'M12 7.5V12l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  mail: 'M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6ZM3.5 7l8.5 6L20.5 7',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  offline:
    'M4 4l16 16M8.5 16.5a5 5 0 0 1 7 0M5 13a10 10 0 0 1 5-2.7M19 13a10 10 0 0 0-4.5-2.600M2 9.5A15 15 0 0 1 6.5 6.7M22 9.5A15 15 0 0 0 11 5.100M12 20h.01',
} as const;

/** Names of the line icons. */
export type IconName = keyof typeof PATHS;

/** A line icon that takes the colour of its text; screen readers pass over it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
