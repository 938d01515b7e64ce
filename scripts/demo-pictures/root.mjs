import { circle, dark, light, line, num, oval, path, put, smooth } from './svg.mjs';

/** A tuber: spindle or lump, about 300 long, with marks on its skin. */
export function tuber(s, skin, { long = 150, thick = 66, pointed = true, marks = true, bent = 0 } = {}) {
  const end = pointed ? 0.25 : 0.7;
  const d = smooth([
    [-long, bent],
    [-long * 0.82, -thick * end + bent * 0.6],
    [-long * 0.3, -thick],
    [long * 0.34, -thick * 0.96],
    [long * 0.84, -thick * end + bent * 0.4],
    [long, bent * 0.6],
    [long * 0.82, thick * end + bent * 0.4],
    [long * 0.3, thick],
    [-long * 0.36, thick * 0.94],
    [-long * 0.84, thick * end + bent * 0.6],
  ]);
  const dashes = s.pattern(58, 46, line('M8 12h14M34 34h10M44 8h6', dark(skin, 0.4), 3) + line('M8 15h14M34 37h10', light(skin, 0.4), 2));
  return (
    path(d, s.round(skin, 0.3, 0.36)) +
    (marks ? path(d, dashes, 'opacity=".5"') : '') +
    s.gloss(-long * 0.3, -thick * 0.5, long * 0.42, thick * 0.26, -4, 0.4)
  );
}

/** A round cut face. */
export function cut(s, rx, ry, skin, flesh, extra = '') {
  return (
    oval(0, 0, rx, ry, skin) +
    oval(0, 0, rx * 0.93, ry * 0.93, s.radial([light(flesh, 0.35), flesh, dark(flesh, 0.06)], [0.45, 0.42, 0.62])) +
    extra
  );
}

export function taro(s) {
  const d = smooth([
    [-104, -60],
    [-60, -118],
    [60, -118],
    [104, -60],
    [112, 30],
    [70, 128],
    [-70, 128],
    [-112, 30],
  ]);
  const rings = [-84, -46, -8, 30, 68, 102].map((y) => `M-104 ${y}Q0 ${y + 34} 104 ${y}`).join('');
  return (
    path('M-20-118Q-26-150-44-172L-12-168Q-2-190 14-172Q38-184 30-158Q22-138 24-118Z', s.linear(['#c9d19a', '#a28aa0'])) +
    path(d, s.round('#93704f', 0.3, 0.42)) +
    `<g ${s.clip(path(d, '#fff'))}>${line(rings, '#4d3423', 5, 'opacity=".5" stroke-dasharray="26 5 12 4"')}${line(rings, '#d8b48a', 2.5, 'opacity=".5" transform="translate(0 6)"')}</g>` +
    s.gloss(-50, -40, 30, 60, 14, 0.3)
  );
}

export function taroSlice(s) {
  const flecks = s.pattern(26, 24, line('M4 6l8-3M16 17l7 2M5 19l3 3', '#8d5a91', 2.2));
  return cut(
    s,
    110,
    92,
    '#7b5a3e',
    '#f6eef2',
    oval(0, 0, 100, 83, flecks) + oval(0, 0, 70, 58, 'none', 'stroke="#c9aacb" stroke-width="2.5" stroke-dasharray="3 7"'),
  );
}

/** One rod of yam, lying, with fine hair. */
export function yam(s, long = 260) {
  const hair = s.pattern(34, 38, line('M6 10l-3 7M22 26l3 8M28 8l2 5', '#8a6a44', 1.6));
  const d = `M${-long}-22Q${-long - 14} 0 ${-long} 22L${long - 8} 26Q${long + 4} 0 ${long - 8}-26Z`;
  return (
    path(
      d,
      s.linear([
        [0, '#e3c69c'],
        [0.35, '#cfa97a'],
        [1, '#8f6a42'],
      ]),
    ) +
    path(d, hair) +
    oval(long - 8, 0, 13, 26, '#b48a5a') +
    oval(long - 7, 0, 10, 22, s.radial(['#fffdf6', '#f1e9d8'])) +
    line(`M${-long + 30}-12H${long - 50}`, '#fff', 4, 'opacity=".3"')
  );
}

export function carrot(s, color = '#f28325') {
  const d = 'M-46-130C-20-150 20-150 46-130C58-60 34 70 6 168Q0 182-6 168C-34 70-58-60-46-130Z';
  const frond = s.part(
    line('M0 0Q6-60 0-130', '#5c9a3f', 6) + line('M1-40l-22-22M1-40l24-26M2-70l-20-22M2-70l22-24M1-98l-16-18M1-98l16-18', '#6fae4c', 5),
  );
  return (
    [-34, 32, -14, 14, 0].map((turn) => frond(0, -132, 1, turn)).join('') +
    path(
      d,
      s.linear(
        [
          [0, light(color, 0.35)],
          [0.4, color],
          [1, dark(color, 0.26)],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    line(
      'M-44-84Q-30-78-18-82M16-50Q30-46 40-52M-34-10Q-22-6-12-9M8 34Q18 38 24 33M-16 78Q-10 81-4 79',
      dark(color, 0.3),
      4,
      'opacity=".55"',
    ) +
    line('M-28-110C-34-50-20 20-8 90', '#fff', 7, 'opacity=".35"') +
    oval(0, -134, 30, 9, '#7d9a3e')
  );
}

export function greenRadish(s) {
  const d = 'M-66-170C-30-190 30-190 66-170C84-70 80 60 44 130C30 160 12 176 4 214Q0 222-4 214C-12 176-30 160-44 130C-80 60-84-70-66-170Z';
  const frond = s.part(
    path('M-9 0C-14-50-10-70-34-96C-22-104-24-134-2-150C20-134 20-104 32-98C10-70 14-50 9 0Z', s.linear(['#7fb554', '#3f7f36'])) +
      line('M0 0V-136', '#cfe6a8', 4),
  );
  return (
    [-36, 34, 0].map((turn) => frond(0, -172, 1, turn)).join('') +
    path(
      d,
      s.linear([
        [0, '#5f9a45'],
        [0.62, '#8dbd5e'],
        [0.86, '#f3f5de'],
        [1, '#fff'],
      ]),
    ) +
    path(
      d,
      s.linear(
        [
          [0, '#fff', 0.3],
          [0.4, '#fff', 0],
          [1, '#20421a', 0.38],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    line('M-52-60h18M30-10h20M-40 50h16', '#3f7332', 4, 'opacity=".5"')
  );
}

export function radishSlice(s) {
  const rays = Array.from(
    { length: 14 },
    (_, index) => `M0 0L${num(Math.cos(index * 0.449) * 70)} ${num(Math.sin(index * 0.449) * 60)}`,
  ).join('');
  return cut(s, 84, 72, '#5b9444', '#c5e29a', line(rays, '#f4fae0', 3, 'opacity=".7"'));
}

/** Two joints of lotus root, and the cut face. */
export function lotusRoot(s) {
  const joint = (x, rx, ry) =>
    oval(
      x,
      0,
      rx,
      ry,
      s.linear([
        [0, '#fff3dc'],
        [0.5, '#ecd2ac'],
        [1, '#b98f64'],
      ]),
    ) +
    line(`M${x - rx * 0.5}-${num(ry * 0.3)}h20M${x + 10} ${num(ry * 0.3)}h26M${x - 40} ${num(ry * 0.5)}h16`, '#a97f56', 3, 'opacity=".5"');
  return (
    joint(-150, 116, 66) +
    joint(56, 128, 76) +
    line('M-46-34Q-36 0-46 34M-38-36Q-28 0-38 36', '#7f5c3a', 5) +
    path('M-262-8Q-290-12-312-40Q-300-4-306 16Q-286 4-262 8Z', '#c79f72')
  );
}

export function lotusSlice(s) {
  const holes = Array.from({ length: 7 }, (_, index) => {
    const angle = (index / 7) * Math.PI * 2 - 1.57;
    return oval(
      0,
      -58,
      15,
      24,
      s.radial(['#7a5637', '#b98e66'], [0.5, 0.35, 0.7]),
      `transform="rotate(${num((angle * 180) / Math.PI + 90)})"`,
    );
  });
  return cut(s, 106, 106, '#c9a276', '#fbefd9', holes.join('') + circle(0, 0, 12, '#a97f56') + s.gloss(-40, -60, 40, 22, -30, 0.6));
}

export function ginger(s) {
  const lumps = [
    [-150, 30, 74, 50, -18],
    [-96, -64, 46, 66, 24],
    [-40, 14, 92, 66, 4],
    [50, -58, 48, 72, -22],
    [74, 34, 92, 60, 10],
    [166, -8, 62, 48, -34],
    [10, 78, 56, 44, 12],
  ];
  return (
    lumps
      .map(([x, y, rx, ry, turn]) =>
        put(
          oval(0, 0, rx, ry, s.round('#dcb064', 0.42, 0.34)) +
            line(
              `M${-rx * 0.6} ${-ry * 0.3}Q0 ${-ry * 0.05} ${rx * 0.6} ${-ry * 0.3}M${-rx * 0.6} ${ry * 0.3}Q0 ${ry * 0.55} ${rx * 0.6} ${ry * 0.3}`,
              '#9a7436',
              3,
              'opacity=".5"',
            ),
          x,
          y,
          1,
          turn,
        ),
      )
      .join('') +
    oval(212, -34, 20, 28, '#b98c45', 'transform="rotate(28 212 -34)"') +
    oval(214, -35, 16, 24, s.radial(['#fff2b4', '#f2d673']), 'transform="rotate(28 214 -35)"')
  );
}

export function garlic(s) {
  const d = 'M-8-130C-10-90-24-72-54-50C-108-14-116 70-60 100Q0 122 60 100C116 70 108-14 54-50C24-72 10-90 10-130Q0-138-8-130Z';
  return (
    path(d, s.round('#f4ecec', 0.5, 0.22)) +
    line(
      'M0-84C-60-30-64 50-40 100M0-84C60-30 64 50 40 100M0-84V104M-16-70C-96-20-100 50-66 90M16-70C96-20 100 50 66 90',
      '#a35c8c',
      4,
      'opacity=".5"',
    ) +
    path(
      d,
      s.radial(
        [
          [0, '#b46a9c', 0],
          [1, '#a4578c', 0.42],
        ],
        [0.4, 0.4, 0.7],
      ),
    ) +
    s.gloss(-40, 6, 22, 44, 14, 0.8) +
    oval(0, 104, 26, 8, '#b49a78')
  );
}

export function clove(s) {
  return (
    path('M0-70C34-40 46 20 24 54Q0 68-26 54C-44 20-30-40 0-70Z', s.round('#f7e6e6', 0.5, 0.26)) +
    line('M-4-58C-18-10-18 20-14 54', '#b27ba0', 4, 'opacity=".5"') +
    s.gloss(-10, 0, 10, 28, 10, 0.8)
  );
}
