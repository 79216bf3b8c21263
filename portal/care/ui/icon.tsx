import type { ReactNode } from 'react';

const PATHS = {
  alert: 'M12 8v5m0 3.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  bank: 'M4 10 12 4l8 6M5 20h14M7 10v7m5-7v7m5-7v7',
  card: 'M3.5 5.5h17A1.5 1.5 0 0 1 22 7v10a1.5 1.5 0 0 1-1.500 1.500h-17A1.5 1.5 0 0 1 2 17V7a1.5 1.5 0 0 1 1.500-1.500ZM2 10h20M5.500 15h4',
  check: 'M4.5 12.5 9.5 17.5 19.5 7',
  chevron: 'M9 5.5 15.500 12 9 18.500',
  clock: 'M12 7.5V12l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  close: 'M6 6l12 12M18 6 6 18',
  document:
    'M7 3.500h7L18.500 8v12.500H7a1.500 1.500 0 0 1-1.500-1.500V5A1.5 1.5 0 0 1 7 3.500ZM14 3.500V8h4.500M9 12.500h6M9 16h6',
  down: 'M12 5v14M6 13l6 6 6-6',
  gear: 'M4 7h9m5 0h2M4 17h2m5 0h9M15.500 4.500v5M8.500 14.500v5M18 7a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0ZM11 17a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0Z',
  home: 'M4 11 12 4l8 7v8.500a1 1 0 0 1-1 1h-4.500V15h-5v5.500H5a1 1 0 0 1-1-1V11Z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  mail: 'M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6ZM3.5 7l8.5 6L20.5 7',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  offline:
    'M4 4l16 16M8.5 16.5a5 5 0 0 1 7 0M5 13a10 10 0 0 1 5-2.7M19 13a10 10 0 0 0-4.500-2.600M2 9.5A15 15 0 0 1 6.5 6.7M22 9.5A15 15 0 0 0 11 5.100M12 20h.01',
  pencil:
    'M4 20l.8-4.200L16.500 4.100a1.500 1.500 0 0 1 2.100 0l1.300 1.300a1.500 1.500 0 0 1 0 2.100L8.200 19.200 4 20ZM14.500 6.100l3.400 3.400',
  plus: 'M12 5v14M5 12h14',
  receipt: 'M6 3.500h12v17l-3-2-3 2-3-2-3 2v-17ZM9 8.500h6M9 12.500h6',
  shield: 'M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6L12 3Zm-3.2 9 2.3 2.3 4.3-4.6',
  signal: 'M5 18v-3M10 18v-6M15 18V9M20 18V5',
  trash:
    'M5 7h14M10 7V4.500h4V7M7 7l.8 12a1.500 1.500 0 0 0 1.500 1.400h5.400a1.500 1.500 0 0 0 1.500-1.400L17 7M10.500 11v5M13.500 11v5',
  up: 'M12 19V5M6 11l6-6 6 6',
  wallet:
    'M4 7.500h14.500A1.500 1.500 0 0 1 20 9v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18V6.500A2 2 0 0 1 6 4.500h11v3M16 13.500v.01',
} as const;

/** Names of the line icons. */
export type IconName = keyof typeof PATHS;

/** A line icon that takes the colour of its text; screen readers pass over it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg viewBox="0 0 24 24" className={`icon icon-${name}`} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
