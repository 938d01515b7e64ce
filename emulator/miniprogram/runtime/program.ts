/** What `compile/program.ts` puts on `globalThis.__mpProgram`, and the page's own settings (`html.ts`). */
export interface ProgramUnit {
  readonly kind: 'page' | 'component';
  readonly config: Readonly<Record<string, unknown>>;
  readonly using: Readonly<Record<string, string>>;
  readonly scope: string;
}

export interface CompiledTemplates {
  readonly [path: string]: object;
}

export type EventListenerWrapper = (caller: unknown, event: unknown, handler: (event: unknown) => unknown) => unknown;

export interface Program {
  readonly app: Readonly<Record<string, unknown>>;
  readonly pages: readonly string[];
  readonly units: Readonly<Record<string, ProgramUnit>>;
  readonly styles: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, string>>;
  readonly templates: (listen: EventListenerWrapper) => CompiledTemplates;
}

export interface HostSettings {
  readonly name: string;
  readonly title: string;
  readonly appid: string;
  readonly envId: string;
  /** Path of the mini-program on the emulator, without trailing slash. */
  readonly base: string;
}

declare global {
  var __mpProgram: Program;
  var __mpSettings: HostSettings;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
