import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A fault in the mini-program's own files. The message names the file and says what to do; no stack is worth showing. */
export class BuildRefusal extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(problems.join('\n'));
    this.name = 'BuildRefusal';
    this.problems = problems;
  }
}

/** Every file below `root`, as paths relative to it with forward slashes, sorted. @param {string} root @returns {string[]} */
export function listFiles(root) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || (folder === '' && entry.name === 'dist')) continue;
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.push(path);
    }
  };
  if (existsSync(root)) walk('');
  return found.sort();
}

/** Writes only what changed, so that watchers of the output see real changes only. @param {string} path @param {string | Uint8Array} content */
export function writeIfChanged(path, content) {
  const bytes = Buffer.from(content);
  if (existsSync(path) && statSync(path).size === bytes.length && readFileSync(path).equals(bytes)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** @param {string} file @param {string} shown how the file is called in the message @returns {Record<string, any>} */
export function readJson(file, shown) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new BuildRefusal([`${shown}: the file is missing`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BuildRefusal([`${shown}: not valid JSON (${error instanceof Error ? error.message : String(error)})`]);
  }
}

/** `12345` → `12.1 KB`. @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
