import { circle, dark, leaf, light, line, num, oval, path, stem } from './svg.mjs';

export function pomegranate(s) {
  const skin = '#d1413c';
  return (
    path('M-26-92L-40-138L-16-122L0-146L16-122L40-138L26-92Z', s.linear(['#e2765a', '#b5322f'])) +
    circle(
      0,
      0,
      102,
      s.radial([
        [0, '#f8c46e'],
        [0.35, '#e0674a'],
        [0.7, skin],
        [1, dark(skin, 0.4)],
      ]),
    ) +
    circle(0, 0, 100, s.pattern(34, 30, circle(8, 8, 2, '#8a2a20') + circle(24, 22, 1.5, '#8a2a20')), 'opacity=".4"') +
    s.gloss(-40, -36, 28, 40, 30, 0.6)
  );
}

/** Broken open: seeds like rubies in cream chambers. */
export function pomegranateOpen(s) {
  const aril = s.part(
    path(
      'M0-15C11-13 15 0 11 10C5 17-6 17-11 10C-15 0-10-13 0-15Z',
      s.radial([
        [0, '#ff9c9c'],
        [0.4, '#d92443'],
        [1, '#8c0d26'],
      ]),
    ) + circle(-4, -5, 3, '#fff', 'opacity=".8"'),
  );
  const seeds = [];
  for (let ring = 0; ring < 4; ring += 1) {
    const count = [1, 7, 12, 17][ring];
    for (let index = 0; index < count; index += 1) {
      const angle = (index / count) * Math.PI * 2 + ring * 0.3;
      seeds.push(aril(Math.cos(angle) * ring * 24, Math.sin(angle) * ring * 21, 1, (angle * 180) / Math.PI + 90));
    }
  }
  return (
    circle(0, 0, 112, s.round('#c9473c', 0.2, 0.3)) +
    oval(0, 0, 100, 98, '#fbe3b8') +
    seeds.join('') +
    line('M0-96Q-8-50 0-20M-84 46Q-40 30-16 12M84 46Q44 30 16 12', '#fbe9c4', 8)
  );
}

export function netMelon(s) {
  const net = s.pattern(
    44,
    40,
    line('M0 12Q14 2 24 14T44 12M10 0Q4 14 14 24T8 40M30 0Q40 12 32 22T34 40M0 32Q12 24 22 32T44 32', '#fff6d6', 3.4),
    'rotate(-12)',
  );
  return (
    oval(0, 0, 158, 128, s.round('#c7b65a', 0.35, 0.36)) +
    oval(0, 0, 155, 125, net, 'opacity=".75"') +
    stem('M0-124Q-4-152 18-166', '#8a8a45', 13) +
    s.gloss(-56, -52, 62, 36, -26, 0.5)
  );
}

/** A crescent of melon, lying. */
export function melonSlice(s, { rind = '#b5ad57', flesh = '#f79a4b' } = {}) {
  return (
    path('M-170-50C-150 96 150 96 170-50Q150-34 120-30Q0 40-120-30Q-150-34-170-50Z', s.linear([light(rind, 0.3), dark(rind, 0.2)])) +
    path('M-162-48C-140 72 140 72 162-48Q140-34 118-32Q0 34-118-32Q-140-34-162-48Z', '#dfe3a0') +
    path(
      'M-154-48C-130 54 130 54 154-48Q136-36 116-34Q0 28-116-34Q-136-36-154-48Z',
      s.linear([light(flesh, 0.35), flesh, dark(flesh, 0.08)]),
    ) +
    line('M-96-16Q0 32 96-16', '#ffd9a0', 6, 'opacity=".7"')
  );
}

export function watermelon(s) {
  const body = circle(0, 0, 150, '#fff');
  const clip = s.clip(body);
  const stripes = [-104, -58, -8, 44, 96]
    .map(
      (x) => `M${num(x * 0.2)}-150Q${num(x * 1.15 - 14)}-90 ${num(x * 1.3)}-50T${num(x * 1.38)} 20T${num(x * 1.2)} 90T${num(x * 0.3)} 152`,
    )
    .join('');
  return (
    circle(0, 0, 150, s.round('#6aa348', 0.35, 0.34)) +
    `<g ${clip}>${line(stripes, '#24572a', 22, 'opacity=".85" stroke-dasharray="46 3 30 5"')}${line(stripes, '#24572a', 34, 'opacity=".25"')}</g>` +
    stem('M0-148Q-8-172 12-184', '#6f8a3f', 11) +
    s.gloss(-54, -62, 54, 40, -36, 0.5)
  );
}

export function watermelonWedge(s) {
  const seed = s.part(path('M0-11C7-3 6 7 0 9C-6 7-7-3 0-11Z', '#2b1712'));
  const spots = [
    [0, -52],
    [-26, -10],
    [24, -14],
    [-54, 30],
    [-2, 28],
    [50, 30],
    [-84, 62],
    [-30, 60],
    [26, 62],
    [82, 62],
  ];
  return (
    path('M-150 74Q0 150 150 74L138 92Q0 168-138 92Z', '#2e6b33') +
    path('M-146 66Q0 140 146 66L150 76Q0 150-150 76Z', '#eaf3c0') +
    path(
      'M0-124L146 66Q0 138-146 66Z',
      s.linear([
        [0, '#ff6a5e'],
        [0.7, '#ee3f45'],
        [1, '#f58a7a'],
      ]),
    ) +
    path('M0-124L24-92L-60 96Q-110 84-146 66Z', '#fff', 'opacity=".12"') +
    spots.map(([x, y]) => seed(x, y, 1, x * 0.2)).join('')
  );
}

export function pumpkin(s, { skin = '#3f6b3d', rib = '#7ea866' } = {}) {
  const lobes = [
    [-96, 62, 92],
    [96, 62, 92],
    [-54, 72, 104],
    [54, 72, 104],
    [0, 70, 108],
  ];
  return (
    lobes.map(([x, rx, ry]) => oval(x, 0, rx, ry, s.round(skin, 0.26, 0.36))).join('') +
    [-96, -50, 0, 50, 96]
      .map((x) => line(`M${num(x * 0.3)}-96Q${num(x * 1.2)} 0 ${num(x * 0.5)} 96`, rib, 7, 'opacity=".55" stroke-dasharray="30 8 16 6"'))
      .join('') +
    path('M-22-88C-16-118-22-136-34-150L-4-158C4-138 14-116 26-90Q0-78-22-88Z', s.linear(['#d2bb7a', '#93824c'])) +
    s.gloss(-70, -44, 40, 34, -30, 0.4)
  );
}

export function pumpkinHalf(s, flesh = '#f5a623') {
  const seed = s.part(oval(0, 0, 7, 12, '#fff3cf', 'stroke="#d8b36a" stroke-width="2"'));
  return (
    oval(0, 0, 136, 108, '#456f42') +
    oval(0, 0, 128, 100, s.radial([light(flesh, 0.15), flesh, '#ffc95c'], [0.5, 0.5, 0.55])) +
    oval(0, 6, 66, 50, s.radial(['#d97a12', '#f2a02a'], [0.5, 0.5, 0.6])) +
    [
      [-34, -8, -30],
      [-8, -18, 8],
      [24, -12, 34],
      [-22, 20, -60],
      [10, 24, 70],
      [38, 14, 20],
      [-44, 12, 10],
    ]
      .map(([x, y, turn]) => seed(x, y + 6, 1, turn))
      .join('') +
    s.gloss(-60, -56, 50, 22, -24, 0.4)
  );
}

export function lemon(s) {
  const d =
    'M-140 4C-128-10-118-18-106-34C-76-88 66-92 104-36C116-18 126-10 140-4C134 10 122 20 108 36C70 92-70 88-104 38C-116 22-132 16-140 4Z';
  return (
    path(d, s.round('#f7d232', 0.5, 0.24)) +
    path(d, s.pattern(20, 18, circle(5, 5, 1.8, '#c89a12') + circle(15, 13, 1.4, '#fff6b8')), 'opacity=".5"') +
    s.gloss(-40, -44, 52, 22, -8, 0.75)
  );
}

export function pomelo(s) {
  const d =
    'M-10-140C16-146 34-138 44-112C58-80 122-50 122 30C122 98 66 126 0 126C-66 126-122 98-122 30C-122-50-62-78-46-112C-38-132-28-138-10-140Z';
  return (
    path(d, s.round('#dccb55', 0.42, 0.28)) +
    path(
      d,
      s.radial(
        [
          [0, '#e58a5c', 0.6],
          [1, '#e58a5c', 0],
        ],
        [0.75, 0.7, 0.5],
      ),
    ) +
    path(d, s.pattern(18, 18, circle(5, 5, 1.8, '#8f8226')), 'opacity=".35"') +
    leaf(s, 0, -134, 120, -20, '#4f8f3f') +
    stem('M0-136V-158', '#6d6a35', 10) +
    s.gloss(-44, -14, 34, 58, 20, 0.6)
  );
}

/** Two peeled pomelo segments. */
export function pomeloSegments(s) {
  const one = s.part(
    path(
      'M-92-20C-70 60 70 60 92-20C60-46-60-46-92-20Z',
      s.radial([
        [0, '#ff9a8c'],
        [0.6, '#ec5a5c'],
        [1, '#c53748'],
      ]),
    ) +
      line('M-60 0l-8-14M-36 18l-4-20M-8 26v-24M20 22l4-22M46 10l8-18M-20-20h44', '#ffc9bd', 4, 'opacity=".7"') +
      line('M-90-20C-60-44 60-44 90-20', '#fff0df', 8),
  );
  return one(-30, 30, 1, -8) + one(60, 60, 0.9, 14);
}
