import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

/** A square picture of few colours. `paint` answers the index of a pixel's colour, `palette` three bytes (red, green, blue) for each. */
export function drawPng(
  width: number,
  palette: readonly (readonly [number, number, number])[],
  paint: (x: number, y: number) => number,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(width * (width + 1));
  for (let y = 0; y < width; y += 1) for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = paint(x, y);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
