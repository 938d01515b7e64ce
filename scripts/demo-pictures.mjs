/** Draws the demo shop's pictures into web-admin/public/assets: `node scripts/demo-pictures.mjs`. The same every time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BANNERS } from './demo-pictures/banners.mjs';
import { icons } from './demo-pictures/icons.mjs';
import { DRY } from './demo-pictures/recipes-dry.mjs';
import { FRUIT } from './demo-pictures/recipes-fruit.mjs';
import { PANTRY } from './demo-pictures/recipes-pantry.mjs';
import { PROTEIN } from './demo-pictures/recipes-protein.mjs';
import { TEA } from './demo-pictures/recipes-tea.mjs';
import { VEGETABLE } from './demo-pictures/recipes-vegetable.mjs';
import { signs } from './demo-pictures/signs.mjs';
import { picture } from './demo-pictures/stage.mjs';

const ASSETS = join(dirname(fileURLToPath(import.meta.url)), '../web-admin/public/assets');
let total = 0;

function write(name, svg) {
  const file = join(ASSETS, `${name}.svg`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, svg);
  const size = Buffer.byteLength(svg);
  total += size;
  if (name.startsWith('products/') && size > 6 * 1024) console.warn(`${name}.svg is ${size} bytes`);
}

const recipes = { ...FRUIT, ...VEGETABLE, ...PROTEIN, ...PANTRY, ...DRY, ...TEA };
for (const [slug, [mood, draw, zoom]] of Object.entries(recipes)) write(`products/p-${slug}`, picture(slug, mood, draw, zoom));

for (const [name, draw] of Object.entries(BANNERS)) write(`banners/${name}`, draw());
for (const [name, svg] of [...icons(), ...signs()]) write(name, svg);

console.log(`${Object.keys(recipes).length} products, ${Math.round(total / 1024)} KB in all`);
