/** Small tools to compose an SVG picture: shapes as strings, gradients and repeated parts kept in a `Scene`. Light comes from the upper left. */

export function num(value) {
  const rounded = Math.abs(value) < 4 ? Math.round(value * 10) / 10 : Math.round(value);
  return String(rounded).replace(/^(-?)0\./, '$1.');
}

const tight = (d) => d.replace(/ -/g, '-');

function channel(hex, index) {
  const full = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return parseInt(full.slice(1 + index * 2, 3 + index * 2), 16);
}

/** `share` of the way from one colour to the other, in short notation where that is as good. */
export function mix(from, to, share) {
  const parts = [0, 1, 2].map((index) => Math.round(channel(from, index) * (1 - share) + channel(to, index) * share));
  const brief = parts.map((part) => Math.round(part / 17));
  const close = brief.every((digit, index) => Math.abs(digit * 17 - parts[index]) <= 4);
  return `#${close ? brief.map((digit) => digit.toString(16)).join('') : parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
export const light = (color, share = 0.3) => mix(color, '#fffdf2', share);
export const dark = (color, share = 0.3) => mix(color, '#2a1512', share);

/** Numbers from 0 to 1 that a text always gives. */
export function random(text) {
  let state = [...text].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16777619), 2166136261) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const pairs = (extra) => (extra ? ` ${extra}` : '');
export const circle = (x, y, r, fill, extra) => `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r)}" fill="${fill}"${pairs(extra)}/>`;
export const oval = (x, y, rx, ry, fill, extra) =>
  `<ellipse cx="${num(x)}" cy="${num(y)}" rx="${num(rx)}" ry="${num(ry)}" fill="${fill}"${pairs(extra)}/>`;
export const path = (d, fill, extra) => `<path d="${d}" fill="${fill}"${pairs(extra)}/>`;
export const line = (d, stroke, width, extra) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${num(width)}"${pairs(extra)}/>`;
export const rect = (x, y, w, h, r, fill, extra) =>
  `<rect x="${num(x)}" y="${num(y)}" width="${num(w)}" height="${num(h)}" rx="${num(r)}" fill="${fill}"${pairs(extra)}/>`;
export const group = (inner, transform, extra) => `<g${transform ? ` transform="${transform}"` : ''}${pairs(extra)}>${inner}</g>`;

/** Where a part goes: moved, then turned (degrees), then scaled. */
export function at(x, y, scale = 1, turn = 0, scaleY = scale) {
  const move = `translate(${num(x)} ${num(y)})`;
  const rotate = turn === 0 ? '' : `rotate(${num(turn)})`;
  const size = scale === 1 && scaleY === 1 ? '' : `scale(${round2(scale)}${scaleY === scale ? '' : ` ${round2(scaleY)}`})`;
  return move + rotate + size;
}
const round2 = (value) => String(Math.round(value * 100) / 100).replace(/^(-?)0\./, '$1.');
/** A share as text: two digits, no leading zero. */
export const short = round2;
export const put = (inner, ...where) => group(inner, at(...where));

/** A smooth path through points `[x, y]` (Catmull–Rom). */
export function smooth(points, closed = true) {
  const count = points.length;
  const point = (index) => points[closed ? (index + count) % count : Math.min(Math.max(index, 0), count - 1)];
  const settled = points.some(([x, y]) => Math.abs(x) + Math.abs(y) > 60) ? Math.round : (value) => Number(num(value));
  const text = (value) => num(settled(value));
  let here = points[0].map(settled);
  let d = `M${num(here[0])} ${num(here[1])}`;
  for (let index = 0; index < (closed ? count : count - 1); index += 1) {
    const [before, from, to, after] = [point(index - 1), point(index), point(index + 1), point(index + 2)];
    const one = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const two = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    d += `c${[one, two, to].flatMap(([x, y]) => [text(x - here[0]), text(y - here[1])]).join(' ')}`;
    here = here.map((value, axis) => value + settled(to[axis] - value));
  }
  return tight(closed ? `${d}Z` : d);
}

/** A round outline with `waves` bumps of `depth`. */
export function ruffled(rx, ry, waves, depth, turn = 0) {
  const points = Array.from({ length: waves * 2 }, (_, index) => {
    const angle = turn + (index * Math.PI) / waves;
    const reach = 1 + (index % 2 === 0 ? depth : -depth);
    return [Math.cos(angle) * rx * reach, Math.sin(angle) * ry * reach];
  });
  return smooth(points);
}

/** Every group drawn more than once becomes a part: what would be said twice is said once. */
function shared(markup) {
  const parts = [];
  for (;;) {
    const seen = new Map();
    const open = [];
    for (const tag of markup.matchAll(/<g( [^>]*)?>|<\/g>/g)) {
      if (tag[0] !== '</g>') open.push({ from: tag.index + tag[0].length });
      else {
        const inner = markup.slice(open.pop().from, tag.index);
        seen.set(inner, (seen.get(inner) ?? 0) + 1);
      }
    }
    const [best, count] = [...seen].sort(
      ([one, often], [other, oftener]) => (oftener - 1) * other.length - (often - 1) * one.length,
    )[0] ?? ['', 0];
    if ((count - 1) * best.length < 80) return { markup, parts };
    const id = `G${parts.length}`;
    markup = markup
      .split(`>${best}</g>`)
      .map((piece, index, all) => (index === all.length - 1 ? piece : piece.replace(/<g([^<>]*)$/, `<use href="#${id}"$1/>`)))
      .join('');
    parts.push(`<g id="${id}">${best}</g>`);
  }
}

/** Gradients that lie alike take their place from the first of them. */
function inherited(text) {
  const first = new Map();
  return text.replace(/<(radial|linear)Gradient id="(\w+)"([^>]+)>/g, (whole, kind, id, place) => {
    const base = first.get(kind + place);
    if (base === undefined) first.set(kind + place, id);
    const shorter = `<${kind}Gradient id="${id}" href="#${base}">`;
    return base === undefined || shorter.length >= whole.length ? whole : shorter;
  });
}

/** Leaves out what SVG takes for granted. */
function squeezed(text) {
  return inherited(text)
    .replace(/ c[xy]="0"/g, '')
    .replace(/-?\d*\.\d{2,}/g, (number) => short(Number(number)))
    .replace(/([ "(-])0\.(\d)/g, '$1.$2')
    .replace(/<g id="(\w+)"><(\w+) ([^<>]*)\/><\/g>/g, '<$2 id="$1" $3/>')
    .replace(/#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?![0-9a-f])/g, '#$1$2$3')
    .replace(/ stroke-linecap="round"| fill="none"/g, '')
    .replace(/<clipPath[^>]*>.*?<\/clipPath>/g, (clip) => clip.replace(/ fill="[^"]*"/g, ''));
}

/** An outline that several paths have is kept once; each path becomes a use of it with its own paint. */
function sharedOutlines(text) {
  const tallied = text.replace(/ d="([^"]*)"/g, (_, d) => ` d="${tight(d)}"`);
  const seen = new Map();
  for (const [, d] of tallied.matchAll(/<path d="([^"]{40,})"/g)) seen.set(d, (seen.get(d) ?? 0) + 1);
  const outlines = [];
  const body = tallied.replace(/<path d="([^"]{40,})"/g, (whole, d) => {
    if ((seen.get(d) ?? 0) < 2) return whole;
    let index = outlines.findIndex((outline) => outline.includes(`"${d}"`));
    if (index < 0) index = outlines.push(`<path id="P${outlines.length}" d="${d}"/>`) - 1;
    return `<use href="#P${index}"`;
  });
  return { body, outlines };
}

export class Scene {
  constructor(name) {
    this.random = random(name);
    this.defs = [];
    this.known = new Map();
  }

  between(from, to) {
    return from + (to - from) * this.random();
  }

  define(body, make) {
    const known = this.known.get(body);
    if (known !== undefined) return known;
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFHIJKLMNOQRSTUVWXYZ';
    const count = this.known.size;
    const id = (letters[Math.floor(count / letters.length) - 1] ?? '') + letters[count % letters.length];
    this.known.set(body, id);
    this.defs.push(make(id));
    return id;
  }

  stops(colors) {
    return colors
      .map((entry, index) => {
        const [offset, color, opacity] = Array.isArray(entry) ? entry : [index / (colors.length - 1), entry];
        return `<stop${offset === 0 ? '' : ` offset="${short(offset)}"`} stop-color="${color}"${opacity === undefined ? '' : ` stop-opacity="${short(opacity)}"`}/>`;
      })
      .join('');
  }

  radial(colors, [cx, cy, r] = [0.36, 0.3, 0.76]) {
    const inner = `${cx === 0.5 ? '' : `cx="${short(cx)}" `}${cy === 0.5 ? '' : `cy="${short(cy)}" `}r="${short(r)}">${this.stops(colors)}`;
    return `url(#${this.define(`r${inner}`, (id) => `<radialGradient id="${id}" ${inner}</radialGradient>`)})`;
  }

  linear(colors, [x1, y1, x2, y2] = [0, 0, 0, 1]) {
    const ends = Object.entries({ x1: [x1, 0], y1: [y1, 0], x2: [x2, 1], y2: [y2, 0] }).filter(([, [value, usual]]) => value !== usual);
    const inner = `${ends.map(([name, [value]]) => ` ${name}="${short(value)}"`).join('')}>${this.stops(colors)}`;
    return `url(#${this.define(`l${inner}`, (id) => `<linearGradient id="${id}"${inner}</linearGradient>`)})`;
  }

  pattern(width, height, inner, transform = '') {
    const body = `width="${width}" height="${height}" patternUnits="userSpaceOnUse"${transform && ` patternTransform="${transform}"`}>${inner}`;
    return `url(#${this.define(`p${body}`, (id) => `<pattern id="${id}" ${body}</pattern>`)})`;
  }

  clip(shape) {
    return `clip-path="url(#${this.define(`c${shape}`, (id) => `<clipPath id="${id}">${shape}</clipPath>`)})"`;
  }

  /** Keeps a part to be shown many times; the answer places it. */
  part(inner) {
    const id = this.define(`g${inner}`, (name) => `<g id="${name}">${inner}</g>`);
    return (x, y, scale = 1, turn = 0, scaleY = scale) => {
      const plain = scale === 1 && scaleY === 1 && turn === 0;
      return plain
        ? `<use href="#${id}" x="${num(x)}" y="${num(y)}"/>`
        : `<use href="#${id}" transform="${at(x, y, scale, turn, scaleY)}"/>`;
    };
  }

  /** The fill of a rounded thing of one colour. */
  round(color, lit = 0.38, shade = 0.3) {
    return this.radial([light(color, lit), [0.42, color], [1, dark(color, shade)]]);
  }

  /** The fill of a standing cylinder: darker at both sides. */
  upright(color) {
    return this.linear(
      [
        [0, dark(color, 0.2)],
        [0.22, light(color, 0.22)],
        [0.55, color],
        [1, dark(color, 0.3)],
      ],
      [0, 0, 1, 0],
    );
  }

  gloss(x, y, rx, ry, turn = -30, strength = 0.6) {
    const fill = this.radial(
      [
        [0, '#fff', 0.65],
        [1, '#fff', 0],
      ],
      [0.5, 0.5, 0.5],
    );
    const usual = strength > 0.5 && strength < 0.85;
    return oval(
      x,
      y,
      rx,
      ry,
      fill,
      `${usual ? '' : `opacity="${short(Math.min(1, strength * 1.5))}"`}${turn === 0 ? '' : ` transform="rotate(${turn} ${num(x)} ${num(y)})"`}`,
    );
  }

  shadow(x, y, rx, ry = rx * 0.2, strength = 0.34) {
    const fill = this.radial(
      [
        [0, '#2b1d10', 0.36],
        [1, '#2b1d10', 0],
      ],
      [0.5, 0.5, 0.5],
    );
    return oval(x, y, rx * 1.1, ry * 1.1, fill, strength === 0.34 ? '' : `opacity="${short(Math.min(1, strength * 2))}"`);
  }

  toString(width, height, inner) {
    const { markup, parts } = shared(inner);
    const { body, outlines } = sharedOutlines(`${this.defs.join('')}${parts.join('')}</defs>${markup}`);
    const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="none" stroke-linecap="round"${body.includes('<text') ? LETTERING : ''}>`;
    return `${root}<defs>${squeezed(outlines.join('') + body).replaceAll(LETTERING, '')}</svg>\n`;
  }
}

const SERIF = 'Songti SC,Noto Serif CJK SC,serif';
/** How most letters are set: said once for a whole picture. */
const LETTERING = ` font-family="${SERIF}" font-weight="700" text-anchor="middle"`;

/** A leaf from the origin to the right, `length` long, with its lower half in shade and a midrib. */
export function leaf(s, x, y, length, turn, color = '#5f9e4a', width = 0.3) {
  const w = num(width * 100);
  const ribs = [30, 50, 70].map((rib) => `M${rib} 0l14-${num(width * 50)}m-14 ${num(width * 50)}l14 ${num(width * 50)}`).join('');
  const unit = s.part(
    path(`M0 0C25-${w} 70-${w} 100 0C70 ${w} 25 ${w} 0 0Z`, s.linear([light(color, 0.25), color], [0, 0, 1, 0.4])) +
      path(`M0 0C25 ${w} 70 ${w} 100 0Z`, dark(color, 0.28), 'opacity=".45"') +
      line(`M0 0H96${ribs}`, light(color, 0.5), 1.8, 'opacity=".6"'),
  );
  return unit(x, y, length / 100, turn);
}

export const stem = (d, color = '#7a5a34', width = 9) =>
  line(d, color, width) + line(d, light(color, 0.35), width * 0.35, 'transform="translate(-1.5 -1)" opacity=".8"');

/** Letters in a book face; `vertical` sets them one below the other. */
export function letters(
  text,
  x,
  y,
  size,
  color,
  { vertical = false, weight = 700, family = SERIF, anchor = 'middle', spacing = 1.18 } = {},
) {
  const common = ` font-family="${family}" font-weight="${weight}" text-anchor="${anchor}" font-size="${num(size)}" fill="${color}"`;
  if (!vertical) return `<text x="${num(x)}" y="${num(y)}"${common}>${text}</text>`;
  const spans = [...text].map((letter, index) => `<tspan x="${num(x)}" y="${num(y + index * size * spacing)}">${letter}</tspan>`);
  return `<text${common}>${spans.join('')}</text>`;
}
