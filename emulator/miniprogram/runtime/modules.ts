import type { Program } from './program.ts';

/** Names of a browser that a mini-program's scripts do not have. They are undefined in every module, as on a phone. */
const ABSENT = [
  'window',
  'self',
  'top',
  'parent',
  'frames',
  'document',
  'location',
  'history',
  'navigator',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Image',
  'alert',
  'confirm',
  'prompt',
  'URL',
  'URLSearchParams',
  'TextEncoder',
  'TextDecoder',
  'AbortController',
  'structuredClone',
  'crypto',
  'Blob',
  'File',
  'FormData',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'BroadcastChannel',
  'Worker',
  'process',
  'Buffer',
  'atob',
  'btoa',
] as const;

export type ModuleGlobals = Readonly<Record<string, unknown>>;

interface LoadedModule {
  exports: unknown;
}

function resolvePath(name: string, from: string): string {
  const parts = name.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Runs a mini-program's CommonJS modules: each once, when first required, under its own file name. */
export class ModuleLoader {
  readonly #program: Program;
  readonly #base: string;
  readonly #globals: ModuleGlobals;
  readonly #loaded = new Map<string, LoadedModule>();

  constructor(program: Program, base: string, globals: ModuleGlobals) {
    this.#program = program;
    this.#base = base;
    this.#globals = globals;
  }

  /** Requires a file of the package by its path without leading slash. Throws, as `require` does, when there is none. */
  load(file: string): unknown {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known.exports;
    const source = this.#program.modules[file];
    if (source === undefined) throw new Error(`module "${file}" is not in the package`);
    const module: LoadedModule = { exports: {} };
    this.#loaded.set(file, module);
    const names = [...Object.keys(this.#globals), 'require', 'module', 'exports', ...ABSENT];
    // The block lets a module name its own variables `location` or `history`.
    const run = new Function(...names, `"use strict";{${source}\n}//# sourceURL=${location.origin}${this.#base}/${file}`) as (
      ...given: unknown[]
    ) => void;
    const require = (name: unknown): unknown => this.load(this.#find(String(name), file));
    try {
      run.call(undefined, ...Object.values(this.#globals), require, module, module.exports);
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return module.exports;
  }

  #find(name: string, from: string): string {
    const bases = [resolvePath(name, from), ...(name.startsWith('.') || name.startsWith('/') ? [] : [`miniprogram_npm/${name}`])];
    for (const base of bases) {
      for (const file of [base, `${base}.js`, `${base}/index.js`]) if (this.#program.modules[file] !== undefined) return file;
    }
    throw new Error(`module "${name}" required by ${from} is not in the package`);
  }
}
