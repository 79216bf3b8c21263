import type { ThemeOverride } from '@adminjs/design-system';

const FONT = "'IBM Plex Sans', 'IBM Plex Sans Arabic', system-ui, sans-serif";

/** AdminJS' design system in the colours of portal/theme.css, for the few parts of it that our components leave. */
export const theme: Partial<ThemeOverride> = {
  font: FONT,
  colors: {
    primary100: '#1f4fd8',
    primary80: '#183fb0',
    primary60: '#6489f0',
    primary40: '#bccffd',
    primary20: '#eef3ff',
    accent: '#1f4fd8',
    hoverBg: '#eef3ff',
    bg: '#f7f5f1',
    container: '#ffffff',
    sidebar: '#0d1a3f',
    border: '#e2ddd4',
    inputBorder: '#8f877a',
    separator: '#e2ddd4',
    text: '#1b1916',
    grey100: '#1b1916',
    grey80: '#423d36',
    grey60: '#6f685d',
    grey40: '#8f877a',
    grey20: '#efece6',
    error: '#b3261e',
    errorLight: '#fcebe9',
    success: '#12714a',
    successLight: '#e6f4ec',
    warning: '#8a5300',
    warningLight: '#fdf1da',
  },
} as unknown as Partial<ThemeOverride>;
