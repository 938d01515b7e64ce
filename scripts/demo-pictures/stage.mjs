import { circle, group, mix, num, oval, path, Scene } from './svg.mjs';

/** Wall and table of every kind: `[wall above, wall below, disc, table above, table below]`. */
export const MOODS = {
  red: ['#fff5ef', '#fde0d4', '#fff3ea', '#fbd6c6', '#f3bfab'],
  peach: ['#fff6f2', '#ffe3da', '#fff4ee', '#fcd9cd', '#f6c3b4'],
  orange: ['#fff8ea', '#ffe7c2', '#fff6e0', '#fddca8', '#f6c987'],
  yellow: ['#fffbe9', '#fdf0bd', '#fffae0', '#f9e5a0', '#f0d585'],
  lime: ['#f8fbe9', '#e6f1c6', '#f8fce6', '#d8e8ae', '#c5da94'],
  green: ['#f3faf0', '#d9eed3', '#f0f9ec', '#c6e2bd', '#aed2a5'],
  mint: ['#f0faf6', '#d2ece2', '#eef9f4', '#bfe0d3', '#a6cfbf'],
  blue: ['#f1f8fc', '#d3e8f3', '#eff8fc', '#bddbea', '#a3c8db'],
  violet: ['#f9f5fc', '#e7dcf2', '#f7f2fb', '#d9c9e8', '#c6b2da'],
  pink: ['#fff4f6', '#fcdce4', '#fff2f5', '#f7cad6', '#edb4c3'],
  sand: ['#fcf8f0', '#f2e6d2', '#fbf5e9', '#e8d7bb', '#dac4a1'],
  wheat: ['#fdf9ec', '#f6e9c8', '#fcf6e4', '#eddbad', '#dfc88f'],
  clay: ['#fcf5f0', '#f2dfd3', '#fbf1ea', '#e6cab9', '#d6b29d'],
};

/** The outline of a leaf at a place, without a transform. */
function silhouette(x, y, length, turn) {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const points = [
    [0.26, -0.28],
    [0.7, -0.28],
    [1, 0],
    [0.7, 0.28],
    [0.26, 0.28],
    [0, 0],
  ].map(([u, v]) => `${num(x + (u * cos - v * sin) * length)} ${num(y + (u * sin + v * cos) * length)}`);
  return `M${num(x)} ${num(y)}C${points.join(' ')}Z`;
}

/** The room a product stands in: a wall with a pale disc, a table, and a hint of leaves in the corners. */
export function room(s, mood, tone = '#6fa35c') {
  const [wallTop, wallLow, disc, tableTop, tableLow] = MOODS[mood];
  return (
    `<path d="M0 0h800v800H0z" fill="${s.linear([wallTop, wallLow])}"/>` +
    circle(400, 360, 290, disc) +
    path(silhouette(-30, 150, 200, -28) + silhouette(830, 90, 190, 152), tone, 'opacity=".12"') +
    path('M0 590Q400 545 800 590V800H0Z', mix(tableTop, tableLow, 0.7))
  );
}

/** A complete product picture: the room, what `draw(scene)` answers (`zoom` brings it nearer). */
export function picture(name, mood, draw, zoom = 1) {
  const s = new Scene(name);
  const back = room(s, mood);
  const subject = zoom === 1 ? draw(s) : group(draw(s), `translate(${num(400 - 400 * zoom)} ${num(640 - 650 * zoom)})scale(${zoom})`);
  return s.toString(800, 800, back + subject);
}

/** A plate seen from the front, its middle at the origin. */
export function plate(s, rx = 290, color = '#fffdf8') {
  const ry = rx * 0.25;
  return (
    s.shadow(0, ry * 0.75, rx * 1.08, ry * 0.9) +
    oval(0, 8, rx, ry, '#cfc6b6') +
    oval(0, 0, rx, ry, s.linear([color, '#e9e2d5'])) +
    oval(0, 2, rx * 0.78, ry * 0.72, s.linear(['#e6dfd1', color])) +
    oval(0, 0, rx, ry, 'none', 'stroke="#fff" stroke-width="2.5" opacity=".8"')
  );
}

/** A flat woven tray. */
export function tray(s, rx = 300, color = '#c79a5b') {
  const ry = rx * 0.27;
  const weave = s.pattern(
    22,
    14,
    path('M0 0h11v7H0zM11 7h11v7H11z', '#000', 'opacity=".09"') + path('M11 0h11v7H11z', '#fff', 'opacity=".13"'),
  );
  return (
    s.shadow(0, ry * 0.8, rx * 1.08, ry * 0.85) +
    path(`M${-rx} 0A${rx} ${ry} 0 0 0 ${rx} 0v20A${rx} ${ry} 0 0 1 ${-rx} 20Z`, s.upright(color)) +
    oval(0, 0, rx, ry, s.linear(['#ecca90', color])) +
    oval(0, 3, rx * 0.9, ry * 0.86, s.linear(['#a97d42', '#d6ae72'])) +
    oval(0, 3, rx * 0.9, ry * 0.86, weave)
  );
}

/** A thick wooden board. */
export function board(s, w = 560, color = '#c9925a') {
  const x = w / 2;
  const d = `M${-x + 40} -46H${x - 40}L${x} 34Q${x + 2} 42 ${x - 10} 42H${-x + 10}Q${-x - 2} 42 ${-x} 34Z`;
  const grain = `M${-x + 60} -24H${x - 90}M${-x + 40} 0H${x - 40}M${-x + 130} 22H${x - 30}`;
  return (
    s.shadow(0, 52, x * 1.08, 44) +
    path(`M${-x} 34H${x}V58Q${x} 66 ${x - 10} 66H${-x + 10}Q${-x} 66 ${-x} 58Z`, '#96622f') +
    path(d, s.linear(['#e3b581', color])) +
    `<path d="${grain}" stroke="#8a5726" stroke-width="3" opacity=".28" fill="none" stroke-linecap="round"/>`
  );
}
