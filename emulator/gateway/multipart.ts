import { CloudError } from './failure.ts';

/** The parts of a `multipart/form-data` body by name, as bytes: the SDKs send binary messages without saying so. */
export function readParts(body: Buffer, contentType: string): ReadonlyMap<string, Buffer> {
  const boundary = /boundary="?([^";]{1,200})"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw new CloudError('INVALID_PARAM', 'the form has no boundary');
  const mark = Buffer.from(`--${boundary}`);
  const parts = new Map<string, Buffer>();
  for (let start = body.indexOf(mark); start >= 0;) {
    const head = start + mark.length;
    const end = body.indexOf(mark, head);
    if (end < 0) break;
    const blank = body.indexOf('\r\n\r\n', head);
    if (blank < 0 || blank > end) throw new CloudError('INVALID_PARAM', 'a part of the form has no head');
    const name = /\bname="([^"]*)"/.exec(body.toString('utf8', head, blank))?.[1];
    if (name !== undefined) parts.set(name, body.subarray(blank + 4, end - 2));
    start = end;
  }
  return parts;
}
