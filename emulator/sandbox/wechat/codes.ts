import { createHash } from 'node:crypto';
import { type Json, oneOf, type OpenInterface, refuseStray, textOf, WechatRefusal } from './model.ts';
import { drawPng } from './png.ts';

const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const RAYS = 48;

type Colour = readonly [number, number, number];

function channel(given: Json, name: string): number {
  const value = Number(given[name]);
  if (!Number.isInteger(value) || value < 0 || value > 255)
    throw new WechatRefusal(47001, `data format error: line_color.${name} is 0 to 255`);
  return value;
}

function lineColour(data: Json): Colour {
  const given = data['line_color'];
  if (given === undefined || data['auto_color'] === true) return [31, 42, 36];
  if (typeof given !== 'object' || given === null) throw new WechatRefusal(47001, 'data format error: line_color is {r, g, b}');
  return [channel(given as Json, 'r'), channel(given as Json, 'g'), channel(given as Json, 'b')];
}

/** Looks like a mini-program's code, one for each scene, and is none: no camera reads it. */
function draw(seed: string, width: number, colour: Colour): Buffer {
  const bits = createHash('sha512').update(seed).digest();
  const middle = (width - 1) / 2;
  const ray = (angle: number): number => Math.floor(((angle + Math.PI) / (2 * Math.PI)) * RAYS) % RAYS;
  return drawPng(width, [[255, 255, 255], colour, [47, 125, 79]], (x, y) => {
    const [dx, dy] = [(x - middle) / middle, (y - middle) / middle];
    const distance = Math.hypot(dx, dy);
    if (distance < 0.3) return 2;
    if (distance < 0.36 || distance > 0.94) return 0;
    const angle = Math.atan2(dy, dx);
    const offset = Math.abs(((((angle + Math.PI) / (2 * Math.PI)) * RAYS) % 1) - 0.5);
    const reach = 0.5 + ((bits[ray(angle)] ?? 0) / 255) * 0.44;
    return distance < reach && offset < 0.3 ? 1 : 0;
  });
}

/** `wxacode.getUnlimited`: a code for a page and a short scene. With `check_path` off any page is taken, as before a release. */
export const getUnlimited: OpenInterface = ({ data, appid }) => {
  refuseStray(data, ['scene', 'page', 'check_path', 'env_version', 'width', 'auto_color', 'line_color', 'is_hyaline']);
  const scene = textOf(data, 'scene');
  if (!SCENE.test(scene))
    throw new WechatRefusal(40169, "invalid length for scene, or the data is not json string: 1 to 32 of 0-9A-Za-z!#$&'()*+,/:;=?@-._~");
  const page = textOf(data, 'page', '');
  if (page.startsWith('/') || page.includes('?')) throw new WechatRefusal(41030, 'invalid page: no slash in front, no query');
  const version = oneOf(data, 'env_version', ['release', 'trial', 'develop'], 'release');
  const width = Number(data['width'] ?? 430);
  if (!Number.isInteger(width) || width < 280 || width > 1280) throw new WechatRefusal(40097, 'invalid args: width is 280 to 1280');
  return { contentType: 'image/png', body: draw([appid, version, page, scene].join('\n'), width, lineColour(data)) };
};
