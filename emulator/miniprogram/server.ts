import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { watch, type FSWatcher } from 'chokidar';
import { lookup } from 'mrmime';
import type { Service } from '../types.ts';
import { compileProgram } from './compile/program.ts';
import { CompileFault, listFiles } from './compile/project.ts';
import { faultPage, programPage } from './html.ts';
import type { HostSettings } from './runtime/program.ts';

export interface MiniprogramSettings {
  readonly name: string;
  readonly title: string;
  readonly appid: string;
  /** The built mini-program, relative to the project. */
  readonly dir: string;
  /** `/mall` */
  readonly path: string;
}

export interface MiniprogramHostOptions {
  readonly miniprograms: readonly MiniprogramSettings[];
  readonly envId: string;
  readonly projectDir: string;
}

/** A build writes many files; the browser is told once they have been still for so long. */
const SETTLE_MS = 250;

/** Names a build by its files. */
function buildOf(files: Awaited<ReturnType<typeof listFiles>>): string {
  return createHash('sha1')
    .update(JSON.stringify([...files].sort()))
    .digest('hex')
    .slice(0, 12);
}

interface Compiled {
  readonly version: string;
  readonly text: string;
}

/** Compiles one mini-program when asked and again when one of its files has another date or size. */
class Program {
  readonly settings: HostSettings;
  readonly root: string;
  readonly #listeners = new Set<ServerResponse>();
  #watcher: FSWatcher | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #cache: { readonly key: string; readonly work: Promise<Compiled> } | null = null;

  constructor(settings: HostSettings, root: string) {
    this.settings = settings;
    this.root = root;
  }

  /** Throws CompileFault. */
  async compiled(): Promise<Compiled> {
    const files = await listFiles(this.root);
    if (!files.has('app.json')) throw new CompileFault([`${this.root}: not built yet`]);
    const key = buildOf(files);
    if (this.#cache?.key !== key) {
      const work = compileProgram(this.root).then((text) => ({ version: key, text }));
      work.catch(() => undefined);
      this.#cache = { key, work };
    }
    return this.#cache.work;
  }

  /** Tells a browser which build is there, for one that comes back, and keeps it informed of new ones. Watching starts with the first. */
  subscribe(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    void listFiles(this.root).then((files) => {
      if (this.#listeners.has(response)) response.write(`event: build\ndata: ${buildOf(files)}\n\n`);
    });
    // A folder that is not there yet is waited for: a first build creates it.
    this.#watcher ??= watch(this.root, { ignoreInitial: true }).on('all', () => this.#changed());
  }

  #changed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const response of this.#listeners) response.write('event: changed\ndata: {}\n\n');
    }, SETTLE_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const response of this.#listeners) response.end();
    this.#listeners.clear();
    await this.#watcher?.close();
  }
}

/** The browser runtime: bundled beside the emulator, or from the sources when the emulator itself runs from them. */
class Runtime {
  #bundled: Promise<string> | null = null;

  async load(): Promise<Compiled> {
    const here = dirname(fileURLToPath(import.meta.url));
    const built = join(here, 'miniprogram-runtime.js');
    const text = existsSync(built) ? await readFile(built, 'utf8') : await (this.#bundled ??= this.#bundle(here));
    return { version: createHash('sha1').update(text).digest('hex').slice(0, 12), text };
  }

  async #bundle(here: string): Promise<string> {
    const entry = [join(here, 'runtime/main.ts'), join(here, '../miniprogram/runtime/main.ts')].find((path) => existsSync(path));
    if (entry === undefined) throw new Error('the mini-program runtime is neither built nor there as source');
    const { build } = await import('esbuild');
    const result = await build({ ...runtimeBuildOptions(entry), write: false });
    return result.outputFiles?.[0]?.text ?? '';
  }
}

/** How `runtime/main.ts` is bundled for the browser; the emulator's build uses the same with `outfile`. */
export function runtimeBuildOptions(entry: string): BuildOptions {
  return {
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    keepNames: true,
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  };
}

function send(response: ServerResponse, status: number, type: string, body: string, cache = 'no-store'): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': cache });
  response.end(body);
}

/** A script whose address carries its version is kept by the browser, with its compiled code; another version is never answered for it. */
function sendScript(response: ServerResponse, { version, text }: Compiled, wanted: string | null): void {
  send(response, 200, 'text/javascript', text, wanted === version ? 'private, max-age=31536000, immutable' : 'no-store');
}

/** A file of the package, for `<image>`; scripts and templates are no one's business. */
async function sendFile(program: Program, path: string, response: ServerResponse): Promise<void> {
  const file = normalize(join(program.root, decodeURIComponent(path)));
  const info = file.startsWith(program.root + sep) ? await stat(file).catch(() => null) : null;
  if (info === null || !info.isFile()) {
    send(response, 404, 'text/plain', `${path} is not in the package`);
    return;
  }
  response.writeHead(200, {
    'content-type': lookup(file) ?? 'application/octet-stream',
    'content-length': info.size,
    'cache-control': 'no-cache',
  });
  createReadStream(file).pipe(response);
}

async function sendPage(program: Program, runtime: Runtime, response: ServerResponse): Promise<void> {
  const { settings } = program;
  try {
    const [compiled, host] = await Promise.all([program.compiled(), runtime.load()]);
    send(response, 200, 'text/html', programPage(settings, { program: compiled.version, runtime: host.version }));
  } catch (error) {
    if (!(error instanceof CompileFault)) throw error;
    const built = existsSync(join(program.root, 'app.json'));
    send(
      response,
      200,
      'text/html',
      faultPage(settings, built ? `小程序「${settings.title}」有错误` : `小程序「${settings.title}」还没有构建`, error.problems),
    );
  }
}

/**
 * Serves every mini-program at its own path: the page with the phone, the compiled program, the runtime, the package's pictures, and an
 * event stream that reloads the browser after a build.
 */
export function createMiniprogramHost(options: MiniprogramHostOptions): Service {
  const programs = options.miniprograms.map(({ name, title, appid, dir, path }) => {
    const base = path.replace(/\/+$/, '');
    return new Program({ name, title, appid, envId: options.envId, base }, resolve(options.projectDir, dir));
  });
  const runtime = new Runtime();

  const answer = async (
    program: Program,
    rest: string,
    wanted: string | null,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'GET only');
    if (rest === '/' || rest === '/index.html') return sendPage(program, runtime, response);
    if (rest === '/__host/events') return program.subscribe(response);
    if (rest === '/__host/runtime.js') return sendScript(response, await runtime.load(), wanted);
    if (rest === '/__host/program.js') return sendScript(response, await program.compiled(), wanted);
    return sendFile(program, rest.slice(1), response);
  };

  return {
    async handle(request, response, url) {
      const program = programs.find(({ settings: { base } }) => url.pathname === base || url.pathname.startsWith(`${base}/`));
      if (program === undefined) return false;
      const rest = url.pathname.slice(program.settings.base.length);
      if (rest === '') {
        response.writeHead(302, { location: `${program.settings.base}/${url.search}` });
        response.end();
        return true;
      }
      try {
        await answer(program, rest, url.searchParams.get('v'), request, response);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.end();
        else send(response, 500, 'text/plain', message);
      }
      return true;
    },
    async close() {
      await Promise.all(programs.map((program) => program.close()));
    },
  };
}
