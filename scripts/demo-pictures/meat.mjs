import { circle, dark, light, line, oval, path, put, rect, smooth } from './svg.mjs';

const EGG = 'M0-96C44-96 76-28 76 18C76 66 42 96 0 96C-42 96-76 66-76 18C-76-28-44-96 0-96Z';

export function egg(s, color) {
  return (
    path(EGG, s.round(color, 0.5, 0.26)) +
    path(EGG, s.pattern(28, 26, circle(6, 6, 1.4, dark(color, 0.4)) + circle(20, 18, 1.1, dark(color, 0.4))), 'opacity=".3"') +
    s.gloss(-24, -34, 20, 36, 18, 0.7)
  );
}

/** An egg opened on a saucer: deep yolk on clear white. */
export function openEgg(s, yolk) {
  return (
    oval(
      0,
      14,
      150,
      46,
      s.radial([
        [0, '#fff', 0.95],
        [0.7, '#fdf6e6', 0.9],
        [1, '#efe3c8', 0.75],
      ]),
    ) +
    oval(0, 0, 74, 56, s.radial([light(yolk, 0.45), yolk, dark(yolk, 0.24)])) +
    s.gloss(-24, -22, 24, 13, -20, 0.95)
  );
}

/** Half a salted duck egg, its yolk running with oil. */
export function duckEggHalf(s) {
  return (
    path(EGG, s.round('#cfe0da', 0.3, 0.2)) +
    put(path(EGG, s.linear(['#fff', '#eef0ea'])), 0, 2, 0.92) +
    circle(
      0,
      20,
      48,
      s.radial([
        [0, '#ffb23a'],
        [0.6, '#f07f14'],
        [1, '#c9520a'],
      ]),
    ) +
    s.gloss(-16, 2, 16, 12, -20, 0.9) +
    circle(14, 30, 5, '#ffd27a', 'opacity=".7"') +
    circle(-8, 38, 4, '#ffd27a', 'opacity=".7"')
  );
}

/** A slab of belly pork in its layers. */
export function porkBelly(s) {
  const bands = [
    [-96, '#e9b98c'],
    [-74, '#fff1e6'],
    [-40, '#e2776f'],
    [-12, '#fdebe0'],
    [14, '#d9655f'],
    [44, '#fdeee4'],
    [66, '#cf5a57'],
  ];
  const front = 'M-210-96H170Q186-96 186-80V84Q186 98 170 98H-210Q-224 98-224 84V-80Q-224-96-210-96Z';
  const wave = (y, color) => path(`M-230 ${y}Q-160 ${y - 16}-90 ${y}T50 ${y}T200 ${y}V110H-230Z`, color);
  return (
    path('M-210-96L-150-150H236L172-96Z', s.linear(['#f7d9b4', '#e2ad7c'])) +
    path('M186-86L240-146V30L186 92Z', s.linear(['#d98c7a', '#a8443f'])) +
    path('M186-40L240-96V-70L186-10Z', '#fbe6da', 'opacity=".9"') +
    path('M186 30L240-26V-4L186 54Z', '#fbe6da', 'opacity=".9"') +
    `<g ${s.clip(path(front, '#fff'))}>${bands.map(([y, color]) => wave(y, color)).join('')}${line('M-180-26l30 6M-60-28l40 4M80-30l34 8M-150 32l44 4M-10 30l50 6M110 32l30-4M-120 82l40 2M30 84l46-4', '#fff', 4, 'opacity=".35"')}</g>` +
    s.gloss(-90, -60, 120, 18, 0, 0.5)
  );
}

/** A rack of ribs: lean, fat and bare bones. */
export function lambRack(s) {
  const chop = s.part(
    line('M6-66Q-10-120-40-166', '#c9a878', 22) +
      line('M6-66Q-10-120-40-166', '#f0dcb8', 17) +
      line('M2-72Q-14-120-42-162', '#fffaf0', 5) +
      path('M-62 20C-72-40-34-84 14-78C62-72 82-24 66 26C50 66-44 70-62 20Z', '#fae3cf') +
      path('M-48 18C-56-28-26-64 14-60C52-56 66-18 54 20C40 50-36 54-48 18Z', s.radial(['#e0746a', '#c4433f', '#932b2b'])) +
      line('M-26-12Q0-30 26-22M-20 16Q6 4 34 10', '#fbdcc8', 5, 'opacity=".8"'),
  );
  return [-150, -88, -26, 36, 98, 160].map((x, index) => chop(x, index * 5 - 12, 1.06, 16 - index * 2)).join('');
}

export function shank(s) {
  const d = smooth([
    [-190, 10],
    [-150, -74],
    [-40, -100],
    [90, -88],
    [184, -40],
    [196, 26],
    [130, 84],
    [0, 98],
    [-120, 86],
  ]);
  return (
    path(
      d,
      s.radial([
        [0, '#d9655a'],
        [0.5, '#aa332f'],
        [1, '#6a1a1c'],
      ]),
    ) +
    line(
      'M-150-20C-80-60 20-70 120-48M-140 30C-60 0 60-10 160 10M-100 64C-20 40 70 40 140 48M-60-80C-20-50-30 20-70 70M60-84C90-40 80 20 40 86',
      '#f3d0b8',
      5,
      'opacity=".55"',
    ) +
    oval(-168, 14, 34, 54, '#f3ddc2', 'opacity=".8"') +
    s.gloss(-20, -56, 110, 22, -4, 0.45)
  );
}

export function shankSlice(s) {
  return (
    path(
      smooth([
        [-96, 0],
        [-70, -64],
        [0, -86],
        [74, -60],
        [98, 6],
        [66, 66],
        [-6, 84],
        [-76, 60],
      ]),
      s.radial(['#b8554a', '#93332e']),
    ) +
    line('M-60-10Q-30-50 0-34T56-30M-64 24Q-30 0 0 12T68 16M-30 58Q0 36 34 52M0-34Q-10 0 0 12T-2 46', '#efc9a4', 7, 'opacity=".85"') +
    line('M-88 0Q-64-74 0-80Q80-66 92 6', '#f4d9b8', 6, 'opacity=".7"')
  );
}

/** A cured sausage, bent, tied at both ends. */
export function sausage(s, color) {
  const d = 'M-190-20C-120 60 120 60 190-20C208-40 180-72 158-52C90 6-90 6-158-52C-180-72-208-40-190-20Z';
  return (
    path(d, s.linear([light(color, 0.35), color, dark(color, 0.4)])) +
    path(d, s.pattern(30, 26, oval(8, 8, 4, 3, '#f6c9a8', 'opacity=".75"') + oval(22, 19, 3, 4, '#f6c9a8', 'opacity=".6"'))) +
    line('M-150-36C-80 16 80 16 150-36', '#fff', 6, 'opacity=".4"') +
    line('M-186-42l-26-22M186-42l26-22', '#e6d3a8', 6) +
    circle(-184, -40, 9, '#d8c08c') +
    circle(184, -40, 9, '#d8c08c')
  );
}

/** A dressed chicken lying on its back. */
export function chicken(s) {
  const skin = '#f2cf86';
  return (
    path(
      smooth([
        [-210, 30],
        [-170, -60],
        [-70, -110],
        [60, -104],
        [160, -60],
        [196, 20],
        [140, 86],
        [0, 104],
        [-140, 92],
      ]),
      s.round(skin, 0.5, 0.26),
    ) +
    path(
      smooth([
        [60, 40],
        [90, -44],
        [160, -92],
        [222, -104],
        [236, -86],
        [196, -40],
        [170, 30],
        [120, 76],
      ]),
      s.round('#efc674', 0.45, 0.28),
    ) +
    path(
      'M218-106L256-146C250-162 262-172 274-164C288-168 294-152 284-144C286-130 274-126 266-132L238-82Z',
      s.linear(['#fdf3dc', '#e6cf9c']),
    ) +
    path(
      smooth([
        [-150, 0],
        [-100, -50],
        [-40, -30],
        [-30, 20],
        [-80, 60],
        [-140, 50],
      ]),
      s.round('#f4d692', 0.4, 0.22),
    ) +
    line('M-130-10Q-80-40-50-6M92 30Q110-30 170-70', '#c08a34', 4, 'opacity=".45"') +
    path(
      smooth([
        [-60, 78],
        [-20, 10],
        [40, -22],
        [104, -20],
        [118, 4],
        [84, 40],
        [40, 84],
        [-10, 100],
      ]),
      s.round('#f0c878', 0.45, 0.26),
    ) +
    path('M96-24L140-50C138-64 150-70 160-62C172-62 174-48 164-42C162-30 150-30 144-36L112 4Z', s.linear(['#fdf3dc', '#e6cf9c'])) +
    s.gloss(-30, -70, 110, 28, -4, 0.65)
  );
}

export function tofuCube(s, { top = '#fff8e6', side = '#e5a548', burnt = true } = {}) {
  const scorch = burnt
    ? line('M-40-2h22M8 20h26M-30 40h16', '#a96a1e', 6, 'opacity=".5"') + path('M-60-36H60V-22H-60Z', '#b87422', 'opacity=".35"')
    : '';
  return (
    path('M-60-36L-26-72H94L60-36Z', s.linear([light(top, 0.4), top])) +
    path('M60-36L94-72V24L60 60Z', dark(side, 0.2)) +
    rect(-60, -36, 120, 96, 6, s.linear([light(side, 0.45), side])) +
    scorch +
    line('M-56-32H56', '#fff', 5, 'opacity=".5"')
  );
}

/** Sheets of yuba, folded into sticks. */
export function yuba(s) {
  const stick = s.part(
    path(
      'M-220-20C-140-38 140-34 220-18C232-8 232 12 220 20C120 34-130 32-220 20C-232 10-232-10-220-20Z',
      s.linear(['#fbe9a6', '#ecc865', '#c1933a']),
    ) +
      line('M-200-8C-100-20 90-18 200-6M-190 8C-80 0 80 2 196 10', '#b5862e', 3, 'opacity=".55"') +
      line('M-180-15C-60-24 60-24 160-16', '#fff', 5, 'opacity=".5"') +
      oval(221, 0, 8, 17, '#b98d38'),
  );
  return (
    [
      [0, 40, 2],
      [-14, 8, -3],
      [16, -24, 3],
      [-6, -56, -2],
      [6, -86, 2],
    ]
      .map(([x, y, turn]) => stick(x, y, 1, turn))
      .join('') +
    path(
      'M-30-112C-38-60-38 10-30 66H26C34 10 34-60 26-112Z',
      s.linear(
        [
          [0, '#c9413a'],
          [0.4, '#e8685c'],
          [1, '#a52f2b'],
        ],
        [0, 0, 1, 0],
      ),
    )
  );
}
