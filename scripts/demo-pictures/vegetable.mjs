import { circle, dark, light, line, mix, num, oval, path, put, ruffled, smooth, stem } from './svg.mjs';

/** A bunch of pak choi standing on its root at the origin, about 330 high. */
export function pakchoi(s) {
  const blade = smooth([
    [0, -150],
    [46, -168],
    [70, -218],
    [58, -272],
    [20, -308],
    [-24, -306],
    [-60, -268],
    [-70, -214],
    [-46, -166],
  ]);
  const one = s.part(
    path(
      'M-34 0C-52-60-30-120-16-168H16C30-120 52-60 34 0Z',
      s.linear(
        [
          [0, '#b9d890'],
          [0.5, '#f2f7dc'],
          [1, '#a9cc80'],
        ],
        [0, 0, 1, 0],
      ),
    ) +
      path(blade, s.round('#3f8a3b', 0.25, 0.4)) +
      line('M0-150V-284M0-200L38-232M0-200L-38-232M0-240L28-264M0-240L-28-264', '#cfe6b0', 6, 'opacity=".75"'),
  );
  return (
    [
      [-34, 0.94],
      [34, 0.94],
      [-19, 1],
      [19, 1],
      [0, 0.98],
    ]
      .map(([turn, size]) => one(0, 0, size, turn))
      .join('') +
    path('M-64-52C-70-10-36 14 0 14C36 14 70-10 64-52C40-20-40-20-64-52Z', s.linear(['#f4f9e4', '#b6d48c'])) +
    line('M-30-46Q-24-14-8 6M30-46Q24-14 8 6', '#a5c47a', 3.5, 'opacity=".8"')
  );
}

export function spinach(s) {
  const blade = smooth([
    [0, -160],
    [34, -150],
    [62, -172],
    [52, -224],
    [24, -286],
    [0, -310],
    [-24, -286],
    [-52, -224],
    [-62, -172],
    [-34, -150],
  ]);
  const one = s.part(
    line('M0 0Q8-90 0-190', '#7fb04f', 13) +
      path(blade, s.round('#2f7a39', 0.28, 0.42)) +
      line('M0-160V-290M0-200L30-222M0-200L-30-222M0-240L20-258M0-240L-20-258', '#9fce84', 4.5, 'opacity=".7"'),
  );
  return (
    [
      [-52, 0.8],
      [52, 0.8],
      [-34, 0.95],
      [34, 0.95],
      [-14, 1.04],
      [16, 1.02],
      [0, 0.9],
    ]
      .map(([turn, size]) => one(0, 0, size, turn))
      .join('') +
    path(
      'M-34-40C-26-6-14 10-6 46Q0 66 6 46C14 10 26-6 34-40Q0-56-34-40Z',
      s.linear([
        [0, '#8fbc5c'],
        [0.45, '#e07a8c'],
        [1, '#b8324f'],
      ]),
    )
  );
}

export function napa(s) {
  const shell = (w, h, edge, body) =>
    path(
      smooth([
        [0, 150],
        [-w * 0.62, 128],
        [-w, 20],
        [-w * 0.86, -h * 0.6],
        [-w * 0.5, -h * 0.92],
        [-w * 0.2, -h * 0.86],
        [0, -h],
        [w * 0.2, -h * 0.86],
        [w * 0.5, -h * 0.92],
        [w * 0.86, -h * 0.6],
        [w, 20],
        [w * 0.62, 128],
      ]),
      s.linear([
        [0, edge],
        [0.5, body],
        [1, '#fbfbee'],
      ]),
    );
  return (
    put(shell(112, 180, '#8fbf55', '#d9e9a8'), 0, 0) +
    put(shell(84, 196, '#b4d36c', '#eef3c2'), -34, 2, 1, -7) +
    put(shell(84, 196, '#a8cc60', '#e8f0b8'), 36, 4, 1, 8) +
    put(shell(74, 176, '#d3df7a', '#f8f7d2'), 0, 10) +
    line('M0 140V-90M0 40L-34-50M0 40L34-50M-54 120Q-84 30-70-80M54 120Q84 30 70-80', '#fff', 8, 'opacity=".6"') +
    line('M0-20L-22-92M0-20L22-92', '#c4d479', 4, 'opacity=".8"')
  );
}

export function lettuce(s) {
  const rings = [
    [196, 150, 19, '#559a3a'],
    [166, 128, 17, '#7dbb52'],
    [136, 104, 15, '#93c963'],
    [104, 80, 13, '#b3da7f'],
    [72, 56, 11, '#cfe89a'],
    [42, 34, 8, '#eaf6c4'],
  ];
  const veins = Array.from({ length: 11 }, (_, index) => {
    const angle = (index / 11) * Math.PI * 2;
    return `M${num(Math.cos(angle) * 110)} ${num(Math.sin(angle) * 86)}L${num(Math.cos(angle) * 160)} ${num(Math.sin(angle) * 126)}`;
  });
  const frill = ruffled(100, 80, 15, 0.055);
  return (
    rings
      .map(([rx, , , color], index) =>
        put(
          path(
            frill,
            s.radial(
              [
                [0, dark(color, 0.34)],
                [0.68, color],
                [1, light(color, 0.4)],
              ],
              [0.5, 0.55, 0.52],
            ),
            `stroke="${dark(color, 0.22)}" stroke-width="2" stroke-opacity=".5"`,
          ),
          s.between(-6, 6),
          -index * 7,
          rx / 100,
          index * 7,
        ),
      )
      .join('') + line(veins.join(''), '#f4fbe0', 5, 'opacity=".35"')
  );
}

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

export function tomato(s, color = '#e4483a') {
  const sepal = s.part(path('M0 0C12-6 16-30 40-54C14-46-8-30 0 0Z', s.linear(['#7fb04f', '#477a35'])));
  return (
    path('M0-72C40-96 112-74 112 4C112 70 62 94 0 94C-62 94-112 70-112 4C-112-74-40-96 0-72Z', s.round(color, 0.34, 0.28)) +
    line('M-46-78Q-84-20-62 60M46-78Q84-20 62 60', dark(color, 0.3), 7, 'opacity=".14"') +
    [0, 62, 124, 190, 255, 310].map((turn) => sepal(0, -68, 0.9, turn, 0.6)).join('') +
    stem('M0-70Q2-92 14-102', '#5f8a3f', 9) +
    s.gloss(-56, -26, 28, 36, 30, 0.75)
  );
}

export function tomatoHalf(s, color = '#e4483a') {
  const seed = s.part(oval(0, 0, 4.5, 7, '#ffe7a8', 'stroke="#e9a93f" stroke-width="1.5"'));
  const lobe = s.part(
    path('M0-20C34-40 56-66 30-80Q0-90-30-80C-56-66-34-40 0-20Z', s.radial(['#f58f4a', '#e2542f'], [0.5, 0.4, 0.6])) +
      seed(-20, -62, 1, 30) +
      seed(4, -52, 1, 0) +
      seed(22, -66, 1, -30) +
      seed(0, -74, 1, 8),
  );
  return (
    circle(0, 0, 104, color) +
    circle(0, 0, 97, s.radial([light(color, 0.55), light(color, 0.22)], [0.5, 0.5, 0.5])) +
    [0, 72, 144, 216, 288].map((turn) => lobe(0, 0, 0.98, turn)).join('') +
    circle(0, 0, 16, light(color, 0.6)) +
    s.gloss(-40, -56, 40, 20, -30, 0.5)
  );
}

/** A long fruit bent like a bow, about 460 long, its stem left: eggplant, cucumber. */
export function bow(s, color, { thick = 56, calyx = '#5d8a45', ridges = false } = {}) {
  const d = `M-210-${thick * 0.5}C-120-${thick * 1.15} 110-${thick * 1.3} 214 ${thick * 0.15}C238 ${thick * 0.7} 214 ${thick * 1.2} 178 ${thick * 1.15}C90 ${thick * 0.5}-110 ${thick * 0.55}-208 ${thick * 0.55}Q-226 0-210-${thick * 0.5}Z`;
  return (
    path(
      d,
      s.linear(
        [
          [0, light(color, 0.4)],
          [0.3, color],
          [1, dark(color, 0.42)],
        ],
        [0.4, 0, 0.55, 1],
      ),
    ) +
    (ridges
      ? `<g ${s.clip(path(d, '#fff'))}>${line(`M-220-6C-100-44 100-52 220 30M-220 14C-100-8 90-16 200 50M-220-22C-100-66 110-74 224 10`, light(color, 0.5), 3.5, 'opacity=".55" stroke-dasharray="20 12"')}</g>`
      : '') +
    line(
      `M-150-${num(thick * 0.42)}C-60-${num(thick * 0.78)} 60-${num(thick * 0.8)} 150-${num(thick * 0.25)}`,
      '#fff',
      9,
      'opacity=".38"',
    ) +
    path(
      `M-218-${thick * 0.62}Q-160-${thick * 0.7}-150-${thick * 0.3}Q-172-8-148 ${thick * 0.1}Q-170 ${thick * 0.25}-160 ${thick * 0.55}Q-200 ${thick * 0.75}-220 ${thick * 0.55}Q-236 0-218-${thick * 0.62}Z`,
      s.linear([light(calyx, 0.3), dark(calyx, 0.2)]),
    ) +
    stem('M-222 0Q-248-4-262-22', dark(calyx, 0.1), 15)
  );
}

export function cucumberSlice(s) {
  const seed = s.part(oval(0, -34, 5, 11, '#f6fbe0', 'stroke="#b5d28a" stroke-width="2"'));
  return (
    circle(0, 0, 78, '#3f7d3a') +
    circle(
      0,
      0,
      71,
      s.radial(
        [
          [0, '#e6f2c4'],
          [0.62, '#d5e9a8'],
          [1, '#a8cf74'],
        ],
        [0.5, 0.5, 0.5],
      ),
    ) +
    Array.from({ length: 9 }, (_, index) => seed(0, 0, 1, index * 40)).join('')
  );
}

/** A wrinkled green pepper, hanging. */
export function screwPepper(s, color = '#5d9a35') {
  const d = smooth([
    [-30, -150],
    [30, -152],
    [44, -100],
    [28, -60],
    [44, -20],
    [22, 24],
    [34, 64],
    [10, 110],
    [16, 150],
    [-2, 190],
    [-12, 150],
    [-26, 104],
    [-12, 66],
    [-38, 26],
    [-22, -18],
    [-46, -58],
    [-34, -104],
  ]);
  return (
    path(
      d,
      s.linear(
        [
          [0, light(color, 0.4)],
          [0.42, color],
          [1, dark(color, 0.4)],
        ],
        [0, 0, 1, 0.15],
      ),
    ) +
    line(
      'M-26-96Q0-78 30-92M-34-52Q-6-36 30-54M-20-10Q6 4 34-14M-26 34Q-4 46 20 30M-12 74Q4 84 24 70',
      dark(color, 0.4),
      5,
      'opacity=".5"',
    ) +
    line('M-18-120Q-24-96-14-84M-28-40Q-16-20-18-2', '#fff', 7, 'opacity=".5"') +
    path('M-34-148Q0-170 34-150Q18-132 0-138Q-18-130-34-148Z', '#4b7a2f') +
    stem('M0-156Q-4-192 18-210', '#5f8a38', 11)
  );
}

export function corn(s) {
  const d = 'M0-200C44-190 66-110 62 0C60 90 40 170 0 184C-40 170-60 90-62 0C-66-110-44-190 0-200Z';
  const kernels = s.pattern(
    27,
    25,
    path('M2 2h23v21H2z', 'none') +
      `<rect x="1.5" y="1.5" width="24" height="22" rx="9" fill="#fbd23f"/><rect x="5" y="4" width="9" height="7" rx="3.5" fill="#fff3b0"/>`,
  );
  const husk = s.part(
    path(
      'M0 200C-110 150-140 10-96-120C-66-60-40 60 0 200Z',
      s.linear(
        [
          [0, '#c5dd8c'],
          [1, '#6b9f43'],
        ],
        [0, 0, 1, 1],
      ),
    ) + line('M-92-108C-92 0-60 110-6 192M-80-60C-74 20-50 110-8 180', '#eef6cf', 3.5, 'opacity=".6"'),
  );
  return (
    path(d, '#e5a51c') +
    path(d, kernels) +
    path(
      d,
      s.linear(
        [
          [0, '#fff', 0.22],
          [0.45, '#fff', 0],
          [1, '#8a4a00', 0.45],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    husk(0, 0, 1) +
    husk(0, 0, -1, 0, 1) +
    path('M-40 150Q0 120 40 150Q30 220 0 224Q-30 220-40 150Z', s.linear(['#b9d67f', '#7aa84d']))
  );
}

export function pod(s, color = '#8fbf4f') {
  const d = smooth([
    [-128, 4],
    [-100, -24],
    [-66, -36],
    [-32, -26],
    [0, -40],
    [34, -27],
    [66, -36],
    [100, -22],
    [134, 6],
    [100, 24],
    [66, 32],
    [34, 26],
    [0, 36],
    [-32, 26],
    [-66, 32],
    [-100, 20],
  ]);
  return (
    path(d, s.linear([light(color, 0.4), color, dark(color, 0.3)])) +
    [-66, 0, 66].map((x) => oval(x, -2, 28, 24, s.round(mix(color, '#b6dc78', 0.5), 0.4, 0.16), 'opacity=".85"')).join('') +
    stem('M-128 4Q-146 2-156-10', dark(color, 0.3), 7) +
    line('M-100-12Q0-46 100-12', '#fff', 4, 'opacity=".4"')
  );
}
