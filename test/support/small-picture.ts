import type { Page } from 'playwright-core';

interface PalettePng {
  readonly palettePng: (pixels: Buffer, width: number, height: number) => Buffer;
}

// Runs in the browser, whose types tests do not have.
const READ_PIXELS = `async (png) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let text = '';
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return { width: bitmap.width, height: bitmap.height, pixels: btoa(text) };
}`;

/** The same picture in a third of the bytes: a palette of 256 colours; the browser reads the pixels. */
export async function smallPicture(page: Page, picture: Buffer): Promise<Buffer> {
  const lib = '../../scripts/lib/palette-png.mjs';
  const { palettePng } = (await import(lib)) as PalettePng;
  const reader = await page.context().newPage();
  const { width, height, pixels } = await reader.evaluate<{
    width: number;
    height: number;
    pixels: string;
  }>(`(${READ_PIXELS})('${picture.toString('base64')}')`);
  await reader.close();
  return palettePng(Buffer.from(pixels, 'base64'), width, height);
}
