import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './settings.js';

const YEAR_SECONDS = 31_536_000;

/** Addresses of what scripts/build-assets.mjs built, by their plain names. */
export interface PanelAssets {
  /** Throws for a name that was not built. */
  url(name: string): string;
  font(key: string): string;
  readonly fontsCss: string;
}

/** Reads both manifests; throws with what to run when the assets were not built. */
export async function loadAssets(assetsDir: string): Promise<PanelAssets> {
  const [panel, fonts] = await Promise.all([manifest(assetsDir, 'panel'), manifest(assetsDir, 'fonts')]);
  const look = (names: Readonly<Record<string, string>>, base: string) => (name: string) => {
    const file = names[name];
    if (file === undefined)
      throw new Error(`No built asset is called ${name}: run node scripts/build-assets.mjs.`);
    return `${ROOT}/${base}/${file}`;
  };
  return { url: look(panel, 'assets'), font: look(fonts, 'fonts'), fontsCss: `${ROOT}/fonts/fonts.css` };
}

/** Names with a hash never change and are kept for ever; others are asked for again. */
export function cacheControl(path: string): string {
  return /\.[0-9a-f]{10}\.\w+(\.br|\.gz)?$/.test(path)
    ? `public, max-age=${String(YEAR_SECONDS)}, immutable`
    : 'public, max-age=0, must-revalidate';
}

async function manifest(assetsDir: string, step: string): Promise<Readonly<Record<string, string>>> {
  const path = join(assetsDir, step, 'manifest.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error(`The panel's assets are missing (${path}): run node scripts/build-assets.mjs.`, {
      cause,
    });
  }
}
