import { takeDocument } from '../database/statements.ts';
import type { Contents, Document, IndexSpec } from '../database/types.ts';
import { fromExtended, objectOf, toExtended } from './extended.ts';

/**
 * A dataset is a text of lines (NDJSON). The first says what it is: `{"format":"cloudbase-dataset","version":1,"at":ISO,"env":id,"collections":n}`.
 * Then for each collection a line `{"collection":name,"documents":n,"indexes":[…]}` and n lines, each one document in extended JSON; the last line
 * is `{"end":true,"documents":n}`. A text without it is torn.
 */
const FORMAT = 'cloudbase-dataset';
const VERSION = 1;

export type DatasetCode = 'foreign' | 'version' | 'torn' | 'line' | 'document' | 'twice';

/** Why a text is no dataset, and where. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly code: DatasetCode;
  /** From 1. */
  readonly line: number;

  constructor(code: DatasetCode, line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.code = code;
    this.line = line;
  }
}

/** The lines of a dataset, each with its end. */
export function* writeDataset(contents: readonly Contents[], about: { readonly env: string; readonly at: number }): Generator<string> {
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  yield line({ format: FORMAT, version: VERSION, at: new Date(about.at).toISOString(), env: about.env, collections: contents.length });
  let total = 0;
  for (const { name, indexes, documents } of contents) {
    yield line({ collection: name, documents: documents.length, indexes });
    for (const document of documents) yield line(toExtended(document));
    total += documents.length;
  }
  yield line({ end: true, documents: total });
}

interface Section {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  readonly expected: number;
  readonly documents: Document[];
  readonly ids: Set<string | number>;
}

/** Takes a dataset in line by line. `now` (ms) is the emulator's time. */
export class DatasetReader {
  readonly #now: number;
  readonly #sections: Section[] = [];
  #line = 0;
  #total = 0;
  #ended = false;
  #collections = 0;

  constructor(now: number) {
    this.#now = now;
  }

  /** How many documents have been read. */
  get documents(): number {
    return this.#total;
  }

  /** Throws {@link DatasetError} for a line that does not belong there. */
  take(text: string): void {
    this.#line += 1;
    if (this.#line === 1) return this.#header(text);
    if (this.#ended) {
      if (text.trim() === '') return;
      throw this.#refusal('line', 'there is more after the end line');
    }
    const value = this.#parse(text);
    const section = this.#sections.at(-1);
    if (section !== undefined && section.documents.length < section.expected) return this.#document(section, value);
    if (value['end'] === true) return this.#end(value);
    this.#section(value);
  }

  /** All of it, once the last line is taken. */
  finish(): Contents[] {
    if (this.#line === 0) throw new DatasetError('foreign', 1, 'the file is empty');
    if (!this.#ended) throw new DatasetError('torn', this.#line + 1, 'the file ends here, without its end line: it is torn');
    return this.#sections.map(({ name, indexes, documents }) => ({ name, indexes, documents }));
  }

  #refusal(code: DatasetCode, message: string): DatasetError {
    return new DatasetError(code, this.#line, message);
  }

  #parse(text: string): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.#refusal('line', 'this is no JSON, or only a part of it');
    }
    const object = objectOf(value);
    if (object === null) throw this.#refusal('line', 'this is no JSON object');
    return object;
  }

  #header(text: string): void {
    let header: Record<string, unknown> | null = null;
    try {
      header = objectOf(JSON.parse(text.replace(/^\uFEFF/, '')));
    } catch {
      // Told below: it is another kind of file.
    }
    if (header?.['format'] !== FORMAT)
      throw this.#refusal('foreign', `this is no dataset: its first line does not say "format":"${FORMAT}"`);
    if (header['version'] !== VERSION)
      throw this.#refusal('version', `this is version ${String(header['version'])} of the format; version ${VERSION} can be read`);
    this.#collections = Number(header['collections']);
  }

  #section(value: Record<string, unknown>): void {
    const { collection: name, documents: expected, indexes } = value;
    if (typeof name !== 'string' || typeof expected !== 'number' || !Number.isSafeInteger(expected) || expected < 0)
      throw this.#refusal('line', 'a line that begins a collection belongs here');
    if (this.#sections.some((section) => section.name === name)) throw this.#refusal('twice', `the collection ${name} is there already`);
    this.#sections.push({ name, expected, indexes: indexesOf(indexes), documents: [], ids: new Set() });
  }

  #document(section: Section, value: Record<string, unknown>): void {
    if (!('_id' in value)) {
      const torn = 'collection' in value || value['end'] === true;
      throw torn
        ? this.#refusal('torn', `${section.name} ends after ${section.documents.length} of ${section.expected} documents`)
        : this.#refusal('document', 'the document has no _id');
    }
    let document: Document;
    try {
      document = takeDocument(objectOf(fromExtended(value, this.#now, 'document')) ?? {});
    } catch (error) {
      throw this.#refusal('document', `this document cannot be stored: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (section.ids.has(document._id))
      throw this.#refusal('twice', `${section.name} has a document ${JSON.stringify(document._id)} already`);
    section.ids.add(document._id);
    section.documents.push(document);
    this.#total += 1;
  }

  #end({ documents }: Record<string, unknown>): void {
    if (documents !== this.#total || this.#sections.length !== this.#collections)
      throw this.#refusal(
        'torn',
        `${this.#sections.length} collections and ${this.#total} documents are here, but the file had ${this.#collections} and ${String(documents)}`,
      );
    this.#ended = true;
  }
}

function indexesOf(value: unknown): IndexSpec[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((item) => {
    const index = objectOf(item);
    if (index === null || typeof index['name'] !== 'string' || !Array.isArray(index['keys'])) return [];
    const keys = (index['keys'] as unknown[]).flatMap((key) => {
      const { field, direction } = objectOf(key) ?? {};
      return typeof field === 'string' && (direction === 1 || direction === -1 || direction === '2dsphere')
        ? [{ field, direction } as const]
        : [];
    });
    return [{ name: index['name'], keys, ...(index['unique'] === true ? { unique: true } : {}) }];
  });
}

/** The lines of a stream of bytes, wherever its pieces are cut. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: false });
  let rest = '';
  for await (const piece of source) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.map((line) => line.replace(/\r$/, ''));
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
