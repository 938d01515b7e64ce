import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import type { FunctionFailure } from './protocol.ts';

const FRAME = /\(?((?:file:\/\/)?\/[^()\s]+?\.[cm]?js):(\d+):(\d+)\)?/;
const maps = new Map<string, SourceMap | null>();

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (known !== undefined) return known;
  let map: SourceMap | null = null;
  try {
    map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    map = null;
  }
  maps.set(file, map);
  return map;
}

/** Names the place in the source where the bundle has a source map beside it; other lines stay as they are. */
function mapped(line: string): string {
  const found = FRAME.exec(line);
  if (!found) return line;
  const [place, path = '', row = '1', column = '1'] = found;
  const entry = mapOf(path.replace(/^file:\/\//, ''))?.findEntry(Number(row) - 1, Number(column) - 1);
  if (!entry || !('originalSource' in entry)) return line;
  return line.replace(place, `(${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1})`);
}

/** What the cloud tells of an error: its text and where it came from. */
export function failureOf(error: unknown, errorCode = 1): FunctionFailure {
  if (!(error instanceof Error))
    return { errorCode, errorMessage: typeof error === 'string' ? error : inspect(error, { depth: 3 }), stackTrace: [] };
  const stackTrace = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !line.includes('node:internal'))
    .slice(0, 20)
    .map((line) => mapped(line.trim()));
  return { errorCode, errorMessage: `${error.name}: ${error.message}`, stackTrace };
}
