import { lookup } from 'mrmime';

export const UNKNOWN_TYPE = 'application/octet-stream';

/** What a file's ending says of its content. */
export function typeByName(path: string): string {
  return lookup(path) ?? UNKNOWN_TYPE;
}

/** The media type of a content-type header, in lower case and without parameters. */
export function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase();
}

/** First bytes of the kinds of content that a rule may ask for by name. */
const SIGNS: Readonly<Record<string, (head: Buffer) => boolean>> = {
  'image/jpeg': (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': (head) => head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  'image/gif': (head) => /^GIF8[79]a/.test(head.toString('latin1')),
  'image/webp': (head) => /^RIFF[\s\S]{4}WEBP/.test(head.toString('latin1')),
  'application/pdf': (head) => head.toString('latin1').startsWith('%PDF-'),
};

/** Kinds whose bytes can be told; only these may stand in `uploads[].types`. */
export const TELLABLE: readonly string[] = Object.keys(SIGNS);

/** Do the bytes begin as content of this type does? */
export function looksLike(type: string, head: Buffer): boolean {
  return SIGNS[type]?.(head) ?? false;
}
