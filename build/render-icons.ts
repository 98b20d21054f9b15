/**
 * Draws the PNGs, the ICO and the ICNS in `build/icons` from the SVGs. Run `node build/render-icons.ts CHROMIUM` after
 * you change an SVG, and commit the results, so that a build needs no browser.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';

const ICONS = join(import.meta.dirname, 'icons');
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** The ICNS entry types that hold a PNG, and the image size of each. Source: Apple Icon Image format. */
const ICNS_TYPES = { ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };
const TRAY_KINDS = ['ok', 'waiting', 'attention'];

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();

const app = new Map<number, Buffer>();
for (const size of APP_SIZES) {
  const png = await draw(page, read('afterword.svg'), size);
  app.set(size, png);
  write(`app/${size}x${size}.png`, png);
}
write('icon.ico', ico(ICO_SIZES.map((size) => [size, image(size)])));
write('icon.icns', icns(Object.entries(ICNS_TYPES).map(([type, size]) => [type, image(size)])));

for (const kind of TRAY_KINDS) {
  const svg = read(`tray/${kind}.svg`);
  for (const [suffix, size] of [
    ['', 16],
    ['@2x', 32],
  ] as const) {
    write(`tray/${kind}${suffix}.png`, await draw(page, svg, size));
    write(`tray/${kind}Template${suffix}.png`, await draw(page, template(svg), size));
  }
}
await browser.close();

async function draw(target: Page, svg: string, size: number): Promise<Buffer> {
  await target.setViewportSize({ width: size, height: size });
  await target.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  return await target.screenshot({ omitBackground: true });
}

/** The same drawing in black with the glyph cut out, because macOS uses only the alpha channel. */
function template(svg: string): string {
  const glyph = /<path class="glyph"[^>]*>/.exec(svg)?.[0] ?? '';
  const mask = `<mask id="m"><rect width="16" height="16" fill="#fff"/>${glyph.replace('#fff', '#000')}</mask>`;
  return svg
    .replace(glyph, mask)
    .replace('class="plate"', 'mask="url(#m)"')
    .replaceAll(/(fill|stroke)="#[0-9a-f]{6}"/g, '$1="#000"');
}

/** An ICO file with PNG entries. Source: Microsoft, "Icons" (ICONDIR, ICONDIRENTRY). */
function ico(entries: [size: number, png: Buffer][]): Buffer {
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [index, [size, png]] of entries.entries()) {
    const at = 6 + 16 * index;
    // 0 means 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...entries.map(([, png]) => png)]);
}

function icns(entries: [type: string, png: Buffer][]): Buffer {
  const chunks = entries.map(([type, png]) => chunk(type, png));
  return chunk('icns', Buffer.concat(chunks));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}

function image(size: number): Buffer {
  const png = app.get(size);
  if (png === undefined) throw new Error(`no image of ${size} pixels was drawn`);
  return png;
}

function read(name: string): string {
  return readFileSync(join(ICONS, name), 'utf8');
}

function write(name: string, content: Buffer): void {
  writeFileSync(join(ICONS, name), content);
}
