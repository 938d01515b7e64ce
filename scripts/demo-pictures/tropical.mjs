import { circle, dark, group, leaf, light, line, mix, num, oval, path, stem } from './svg.mjs';

/** Grapes hanging from the origin, about 300 high. */
export function grapes(s, color, { seed = 22 } = {}) {
  const grape = s.part(
    circle(0, 0, 34, s.round(color, 0.5, 0.34)) +
      s.gloss(-12, -13, 11, 13, 30, 0.85) +
      line('M20 18Q10 28-4 28', light(color, 0.6), 4, 'opacity=".4"'),
  );
  const rows = [3, 4, 5, 5, 4, 3, 2, 1];
  const spots = rows.flatMap((count, row) =>
    Array.from({ length: count }, (_, index) => [(index - (count - 1) / 2) * 56 + s.between(-5, 5), 20 + row * 43 + s.between(-5, 5)]),
  );
  return (
    stem('M-4-10Q-10-50 16-84', '#7d6b3a', 11) +
    leaf(s, 0, -30, 150, -18, '#67a04a', 0.42) +
    leaf(s, -6, -30, 120, 204, '#78ad55', 0.42) +
    spots
      .slice(0, seed + 8)
      .map(([x, y]) => grape(x, y, 1))
      .join('')
  );
}

export function strawberry(s, color = '#e5333c') {
  const d = 'M0 112C-34 104-96 24-86-34C-78-74-32-80 0-66C32-80 78-74 86-34C96 24 34 104 0 112Z';
  const seeds = s.pattern(
    34,
    36,
    oval(9, 9, 3.2, 5.2, '#ffdf7a') + oval(26, 27, 3.2, 5.2, '#ffdf7a') + oval(10.5, 11, 3.2, 5.2, '#a5151f', 'opacity=".35"'),
    'translate(-6 0)',
  );
  const sepal = s.part(path('M0 0C16-10 20-44 4-66C-14-48-16-12 0 0Z', s.linear(['#8fc45f', '#4f8f3a'])));
  return (
    path(d, s.round(color, 0.32, 0.3)) +
    path('M0 100C-30 92-84 20-76-30C-70-62-30-66 0-54C30-66 70-62 76-30C84 20 30 92 0 100Z', seeds) +
    s.gloss(-42, -20, 20, 38, 18, 0.65) +
    [-112, -74, -34, 34, 74, 112].map((turn) => sepal(0, -66, 0.95, turn, 0.95)).join('') +
    stem('M0-66Q2-96 18-112', '#6d9a45', 8)
  );
}

export function blueberry(s) {
  const color = '#46578f';
  const crown = Array.from({ length: 10 }, (_, index) => {
    const reach = index % 2 ? 17 : 36;
    return [Math.cos((index * Math.PI) / 5) * reach, Math.sin((index * Math.PI) / 5) * reach * 0.8];
  });
  return (
    circle(
      0,
      0,
      100,
      s.radial([
        [0, '#a9b8e0'],
        [0.45, color],
        [1, '#222b54'],
      ]),
    ) +
    path(
      `M${crown.map((point) => point.map(num).join(' ')).join('L')}Z`,
      '#2b3566',
      'transform="translate(14 -30)" stroke="#7f90c4" stroke-width="5" stroke-linejoin="round"',
    ) +
    s.gloss(-46, -20, 30, 46, 24, 0.5)
  );
}

export function kiwi(s) {
  const hair = s.pattern(15, 15, line('M3 3l3 4M10 10l3 3', '#5c3f1e', 1.7), 'rotate(10)');
  return (
    oval(0, 0, 122, 96, s.round('#a67c45', 0.35, 0.4)) +
    oval(0, 0, 119, 93, hair, 'opacity=".55"') +
    oval(-118, 4, 9, 14, '#5c3f1e') +
    s.gloss(-36, -40, 46, 26, -16, 0.4)
  );
}

export function kiwiSlice(s, { flesh = '#86b93a', heart = '#fff9d6', ring = null } = {}) {
  const seed = s.part(oval(0, -42, 3.6, 7.5, '#2a2213'));
  const ray = s.part(line('M0-34V-82', light(flesh, 0.6), 3.4, 'opacity=".5"'));
  const middle = ring ?? light(flesh, 0.45);
  const turns = Array.from({ length: 22 }, (_, index) => index * 16.36);
  return (
    circle(0, 0, 100, '#8a6334') +
    circle(
      0,
      0,
      95,
      s.radial(
        [
          [0, heart],
          [0.24, middle],
          [0.5, mix(middle, flesh, 0.6)],
          [0.75, flesh],
          [1, light(flesh, 0.2)],
        ],
        [0.5, 0.5, 0.5],
      ),
    ) +
    turns.map((turn) => ray(0, 0, 1, turn + 8)).join('') +
    turns.map((turn, index) => seed(0, 0, index % 2 ? 1 : 0.84, turn)).join('') +
    oval(0, 0, 21, 26, s.radial(['#fffef2', heart], [0.5, 0.5, 0.6])) +
    s.gloss(-30, -44, 46, 26, -26, 0.4)
  );
}

export function mango(s, { skin = '#a9b84a', blush = '#f0a63c' } = {}) {
  const d = 'M-110 20C-116-50-50-98 24-86C92-76 132-22 112 34C92 84 30 98-24 92C-74 88-106 66-110 20Z';
  return (
    path(d, s.round(skin, 0.45, 0.3)) +
    path(
      d,
      s.radial(
        [
          [0, blush, 0.95],
          [1, blush, 0],
        ],
        [0.68, 0.4, 0.55],
      ),
    ) +
    path(d, s.pattern(30, 28, circle(8, 8, 1.6, '#6d7a2c') + circle(22, 20, 1.3, '#6d7a2c')), 'opacity=".5"') +
    stem('M-80-52Q-92-66-88-84', '#6b5a34', 9) +
    s.gloss(-20, -46, 56, 22, 8, 0.6)
  );
}

/** A cheek of mango, cut into dice and turned out. */
export function mangoDice(s) {
  const cube = s.part(
    `<path d="M-17-13h30v26h-30z" fill="#ffb41f"/><path d="M-17-13l6-9h30l-6 9z" fill="#ffd15c"/><path d="M13-13l6-9v26l-6 9z" fill="#e8930c"/>`,
  );
  const dice = [];
  for (let row = 0; row < 4; row += 1) {
    const count = [4, 5, 5, 4][row];
    for (let column = 0; column < count; column += 1)
      dice.push(
        cube((column - (count - 1) / 2) * 41, -46 + row * 30 - Math.abs(column - (count - 1) / 2) * -4, 1, (column - (count - 1) / 2) * 5),
      );
  }
  return (
    path('M-128-8C-116 86 116 86 128-8Q0 60-128-8Z', s.linear(['#c8c24e', '#8f9a35'])) +
    oval(0, -6, 124, 62, s.linear(['#ffc845', '#f3a01c'])) +
    group(dice.join(''))
  );
}

export function bananas(s) {
  const d = 'M-10-150C-34-60-28 40 40 120C52 134 74 126 66 108C28 40 18-50 26-148Z';
  const one = s.part(
    path(d, s.linear(['#ffe98a', '#f6c92f', '#d99c14'], [0, 0, 1, 0.25])) +
      line('M10-140C-4-50 6 40 54 112', '#c58a12', 3.5, 'opacity=".5"') +
      path('M40 120C52 134 74 126 66 108L56 100Z', '#6b4a1c') +
      line('M-8-110C-18-40-12 30 26 90', '#fff', 8, 'opacity=".35"'),
  );
  const turns = [34, 16, -2, -20, -38];
  return (
    turns.map((turn) => `<g transform="translate(0 -170)rotate(${turn})translate(-8 150)">${one(0, 0)}</g>`).join('') +
    path('M-40-150C-30-178-20-206-16-232L16-236C22-206 34-176 44-148C20-120-18-120-40-150Z', s.linear(['#8a742a', '#d9bd4a']))
  );
}

export function pitaya(s, { flesh = null } = {}) {
  const skin = '#e0356f';
  if (flesh) {
    const seeds = s.pattern(17, 17, oval(4, 4, 1.9, 2.6, '#1d1015') + oval(12, 12, 1.7, 2.4, '#1d1015'), 'rotate(25)');
    return (
      oval(0, 0, 96, 120, s.round(skin, 0.25, 0.25)) +
      oval(0, 0, 82, 106, s.radial([light(flesh, 0.18), flesh, dark(flesh, 0.15)], [0.45, 0.4, 0.65])) +
      oval(0, 0, 76, 100, seeds) +
      s.gloss(-26, -46, 30, 46, 20, 0.35)
    );
  }
  const scale = s.part(
    path(
      'M-22 12C-20-22-4-42 16-66C24-34 28-6 20 14C6 22-10 22-22 12Z',
      s.linear([
        [0, '#9bbf4a'],
        [0.35, '#d8567f'],
        [1, '#c9275f'],
      ]),
    ) + line('M0 8C4-18 8-34 14-54', '#ffc2d2', 3, 'opacity=".45"'),
  );
  const rows = [
    [-64, -30, -34],
    [0, -52, 0],
    [62, -28, 30],
    [-82, 42, -40],
    [-30, 28, -10],
    [32, 28, 14],
    [80, 44, 40],
    [-50, 100, -26],
    [4, 92, 0],
    [52, 100, 24],
  ];
  return (
    [-30, -8, 14, 34].map((turn) => scale(turn * 0.5, -112, 1.1, turn)).join('') +
    oval(0, 0, 100, 122, s.round(skin, 0.32, 0.3)) +
    rows.map(([x, y, turn]) => scale(x, y, 0.86, turn)).join('') +
    s.gloss(-42, -56, 26, 44, 26, 0.45)
  );
}

export function lychee(s) {
  const bumps = s.pattern(
    24,
    22,
    circle(6, 6, 6, '#f58a7c', 'opacity=".55"') +
      circle(18, 17, 6, '#f58a7c', 'opacity=".5"') +
      circle(8, 9, 5, '#9c1622', 'opacity=".35"') +
      circle(20, 20, 5, '#9c1622', 'opacity=".3"'),
    'rotate(14)',
  );
  return circle(0, 0, 100, s.round('#d2303a', 0.32, 0.36)) + circle(0, 0, 97, bumps) + s.gloss(-34, -38, 34, 28, -36, 0.45);
}

/** Half peeled: the white flesh in the lower half of its shell. */
export function lycheePeeled(s) {
  return (
    circle(
      0,
      -6,
      96,
      s.radial([
        [0, '#fff'],
        [0.55, '#f6efe6'],
        [1, '#cfc3b6'],
      ]),
    ) +
    s.gloss(-34, -44, 30, 34, 30, 0.9) +
    path(
      'M-102-4Q-70 22-44 4Q-14 30 12 6Q46 30 64 2Q84 16 102-8C104 60 58 102 0 102C-58 102-104 60-102-4Z',
      s.round('#d2303a', 0.3, 0.36),
    ) +
    line('M-98 0Q-70 22-44 6Q-14 30 12 8Q46 30 64 4Q84 16 98-4', '#f6b0a4', 5)
  );
}
