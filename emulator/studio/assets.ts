import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly version: string;
  readonly text: string;
}

export interface PageAssets {
  readonly script: Asset;
  readonly style: Asset;
}

const HERE = dirname(fileURLToPath(import.meta.url));

function asset(text: string): Asset {
  return { version: createHash('sha1').update(text).digest('hex').slice(0, 12), text };
}

/** How the page is bundled; the emulator's build does the same into files beside the server. */
async function bundle(): Promise<PageAssets> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    entryPoints: [
      { in: 'page/main.ts', out: 'studio-page' },
      { in: 'styles/main.css', out: 'studio-page' },
    ],
    outdir: 'dist',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    logLevel: 'silent',
    write: false,
  });
  const named = (end: string): Asset => asset(outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '');
  return { script: named('.js'), style: named('.css') };
}

/** The page's own files: bundled beside the emulator, or from the sources when the emulator itself runs from them. */
export class PageFiles {
  #kept: { readonly age: number; readonly assets: Promise<PageAssets> } | null = null;

  async load(): Promise<PageAssets> {
    const script = join(HERE, 'studio-page.js');
    const built = existsSync(script);
    const age = built ? (await stat(script)).mtimeMs : 0;
    if (this.#kept?.age !== age) this.#kept = { age, assets: built ? this.#read(script) : bundle() };
    return this.#kept.assets;
  }

  async #read(script: string): Promise<PageAssets> {
    const [code, style] = await Promise.all([readFile(script, 'utf8'), readFile(join(HERE, 'studio-page.css'), 'utf8')]);
    return { script: asset(code), style: asset(style) };
  }
}
