import type { Person } from '../../types.ts';

export interface StudioProject {
  readonly title: string;
  readonly envId: string;
  readonly miniprograms: readonly { readonly name: string; readonly title: string; readonly path: string }[];
  readonly hosting: readonly { readonly path: string }[];
  readonly identities: readonly Person[];
  readonly hints: readonly string[];
}

export interface Hints {
  /** Stands beside the title. */
  readonly sentence: string | null;
  /** What to try, one after another. */
  readonly steps: readonly string[];
  /** The rest, e.g. an account to sign in with. */
  readonly notes: readonly string[];
}

const ARROW = /\s*(?:→|->)\s*/;
/** What is typed rather than read: a name, a password, an address. */
const TYPED = /[\x21-\x7e]{3,}/g;

/** A hint with arrows is a list of steps; one with something to copy is a note; the first plain sentence introduces the project. */
export function sortHints(hints: readonly string[]): Hints {
  const steps = hints.find((hint) => ARROW.test(hint));
  const others = hints.filter((hint) => hint !== steps);
  const sentence = others.find((hint) => hint.match(TYPED) === null) ?? null;
  return { sentence, steps: steps?.split(ARROW).filter((step) => step !== '') ?? [], notes: others.filter((hint) => hint !== sentence) };
}

/** Splits a note into what is read and what is copied. */
export function noteParts(note: string): readonly { readonly text: string; readonly typed: boolean }[] {
  const parts: { text: string; typed: boolean }[] = [];
  let from = 0;
  for (const match of note.matchAll(TYPED)) {
    if (match.index > from) parts.push({ text: note.slice(from, match.index), typed: false });
    parts.push({ text: match[0], typed: true });
    from = match.index + match[0].length;
  }
  if (from < note.length) parts.push({ text: note.slice(from), typed: false });
  return parts;
}

async function answerOf(path: string): Promise<unknown> {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${path} 回答 ${response.status}`);
  return response.json();
}

export async function loadProject(): Promise<StudioProject> {
  return (await answerOf('/__emulator/project')) as StudioProject;
}

/** Is the emulator ready, its first data written? */
export async function isReady(): Promise<boolean> {
  const response = await fetch('/__emulator/health', { cache: 'no-store' });
  return response.ok;
}

/** The first hosted path with a page of its own, the others only hold files; null where there is none, or it is not built. */
export async function siteOf(project: StudioProject): Promise<string | null> {
  for (const { path } of project.hosting) {
    const address = path.endsWith('/') ? path : `${path}/`;
    const response = await fetch(address, { method: 'HEAD', cache: 'no-store' });
    if (response.ok && (response.headers.get('content-type') ?? '').includes('text/html')) return address;
  }
  return null;
}
