/** As much of protocol buffers as WeChat's open interfaces need: varints, and fields with a length. */
import { CloudError } from './failure.ts';

export interface Field {
  readonly number: number;
  /** Of a varint; a field with a length has `bytes`. */
  readonly value: number;
  readonly bytes: Buffer;
}

const EMPTY = Buffer.alloc(0);

function malformed(): CloudError {
  return new CloudError('INVALID_PARAM', 'requestData is no message of an open interface');
}

function readVarint(source: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, factor = 1; at < source.length && at < start + 10; at += 1, factor *= 128) {
    const byte = source[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw malformed();
}

/** The fields of a message in their order. Refuses what is cut off, and groups. */
export function readFields(source: Buffer): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < source.length;) {
    const tag = readVarint(source, at);
    const number = Math.floor(tag.value / 8);
    const read = readVarint(source, tag.end);
    at = read.end;
    if (tag.value % 8 === 0) fields.push({ number, value: read.value, bytes: EMPTY });
    else if (tag.value % 8 === 2 && at + read.value <= source.length) {
      fields.push({ number, value: 0, bytes: source.subarray(at, at + read.value) });
      at += read.value;
    } else throw malformed();
  }
  return fields;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** One field with a length (text, bytes, a message). */
export function writeField(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
