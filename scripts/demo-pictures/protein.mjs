import { circle, dark, light, line, num, oval, path, put, rect, smooth } from './svg.mjs';

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

/** A plate's worth of meat slices, fanned. */
export function meatFan(s, { lean = '#a5332f', fat = '#f6e0cc' } = {}) {
  const one = s.part(
    path('M-70 40C-90-20-50-70 10-66C62-62 88-20 70 34C40 56-40 60-70 40Z', s.radial([light(lean, 0.25), lean, dark(lean, 0.2)])) +
      line('M-56 20C-40-10-10-30 20-24M-20 40C0 10 30 6 54 14M-30-30Q0-48 30-44', fat, 6, 'opacity=".85"') +
      line('M-70 40C-90-20-50-70 10-66C62-62 88-20 70 34', fat, 8),
  );
  return [-150, -90, -30, 30, 90, 150].map((x, index) => one(x, Math.abs(x) * 0.1, 0.95, x * 0.12 + (index % 2) * 6)).join('');
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

/** A whole fish swimming left, about 520 long. */
export function fish(s, { back = '#d99a2b', belly = '#ffe9ad', fin = '#f0a93a', deep = 1 } = {}) {
  const body = `M-250 10C-200-${num(74 * deep)}-60-${num(116 * deep)} 90-${num(66 * deep)}C140-${num(44 * deep)} 180-20 206-10V22C180 34 140 ${num(50 * deep)} 90 ${num(66 * deep)}C-60 ${num(108 * deep)}-200 ${num(82 * deep)}-250 10Z`;
  const scales = s.pattern(30, 24, line('M0 12Q8 0 15 12T30 12M-15 24Q-7 12 0 24T15 24M15 24Q23 12 30 24', dark(back, 0.25), 2.4));
  return (
    path(
      'M196-6C230-40 262-84 294-92C276-44 276 44 294 100C262 88 230 46 196 18Z',
      s.linear([light(fin, 0.3), dark(fin, 0.2)], [0, 0, 1, 0]),
    ) +
    path(`M-60-${num(88 * deep)}C-20-${num(148 * deep)} 60-${num(140 * deep)} 112-${num(58 * deep)}Z`, s.linear([light(fin, 0.2), fin])) +
    path(`M0 ${num(84 * deep)}Q30 ${num(134 * deep)} 70 ${num(126 * deep)}Q64 ${num(96 * deep)} 70 ${num(72 * deep)}Z`, fin) +
    path(
      body,
      s.linear([
        [0, dark(back, 0.15)],
        [0.35, back],
        [0.66, belly],
        [1, dark(belly, 0.12)],
      ]),
    ) +
    `<g ${s.clip(path('M-110-140H220V140H-110Q-140 0-110-140Z', '#fff'))}>${path(body, scales, 'opacity=".5"')}</g>` +
    line(`M-118-${num(78 * deep)}Q-86 0-118 ${num(78 * deep)}`, dark(back, 0.35), 6, 'opacity=".6"') +
    path('M-80 20Q-30 20-6 58Q-50 64-80 44Z', s.linear([light(fin, 0.3), fin])) +
    circle(-184, -18, 19, '#fffbe8') +
    circle(-186, -18, 12, '#1f1a14') +
    circle(-190, -23, 4, '#fff') +
    line('M-248 12Q-226 24-206 22', dark(back, 0.5), 5) +
    s.gloss(-40, -52 * deep, 120, 20, -2, 0.5)
  );
}

/** A big fish head in milky broth, seen in its clay pot. */
export function headPot(s) {
  const soup = 'M-250-30A250 78 0 0 1 250-30A250 78 0 0 1-250-30Z';
  return (
    s.shadow(0, 150, 300, 60) +
    path('M-280-30C-276 90-170 160 0 160C170 160 276 90 280-30Z', s.upright('#7b4a36')) +
    path('M-280-40h-52q-16 0-16 20t16 22h56zM280-40h52q16 0 16 20t-16 22h-56z', s.linear(['#9b6248', '#5a3324'])) +
    line('M-262 30Q0 110 262 30', '#c9906e', 5, 'opacity=".5"') +
    oval(0, -30, 284, 96, s.linear(['#9b6248', '#653b2a'])) +
    path(
      soup,
      s.radial(
        [
          [0, '#fffdf4'],
          [0.7, '#fbf2da'],
          [1, '#e6d5ac'],
        ],
        [0.45, 0.4, 0.6],
      ),
    ) +
    `<g ${s.clip(path('M-260-260H260V-30A250 74 0 0 1-260-30Z', '#fff'))}>${path(
      smooth([
        [-200, 10],
        [-196, -70],
        [-120, -150],
        [10, -176],
        [120, -140],
        [160, -60],
        [150, 20],
        [0, 40],
      ]),
      s.radial([
        [0, '#c8cfc6'],
        [0.5, '#8b968f'],
        [1, '#4d5a58'],
      ]),
    )}${line('M40-160Q96-80 50 20', '#414d4b', 7, 'opacity=".7"')}${line('M-192-40Q-150-34-116-8', '#39423f', 8)}${circle(-92, -84, 26, '#f3f0df')}${circle(-94, -84, 16, '#20211c')}${circle(-100, -90, 5, '#fff')}${s.gloss(-30, -132, 80, 18, -6, 0.6)}</g>` +
    [
      [-160, 0],
      [-60, 18],
      [70, 14],
      [170, -4],
      [196, -44],
    ]
      .map(([x, y]) => oval(x, y - 6, 17, 8, '#7fb04f') + oval(x, y - 6, 8, 3.5, '#e8f4cc'))
      .join('') +
    [
      [120, -6],
      [-110, 14],
      [10, 26],
    ]
      .map(([x, y]) => circle(x, y - 4, 9, '#e0453a'))
      .join('')
  );
}

/** A curled cooked prawn. */
export function prawn(s, color = '#f2855e') {
  const body = smooth([
    [96, -70],
    [20, -118],
    [-70, -92],
    [-118, -10],
    [-96, 74],
    [-30, 112],
    [14, 100],
    [-26, 66],
    [-50, 10],
    [-30, -34],
    [20, -50],
    [70, -36],
  ]);
  return (
    line('M88-74Q160-130 120-190M80-80Q120-150 60-196', light(color, 0.2), 4) +
    line('M20-44Q28-20 14 0M-6-36Q0-10-10 6M-28-12Q-16 8-26 26M-36 18Q-20 30-28 48', light(color, 0.3), 6) +
    path(body, s.linear([light(color, 0.4), color, dark(color, 0.18)], [0, 0, 1, 1])) +
    line(
      'M34-112Q26-80 36-48M-14-112Q-14-70 6-48M-62-94Q-40-60-24-40M-104-50Q-66-34-42-14M-116 14Q-76 14-48 14M-96 74Q-64 50-42 38',
      '#fff',
      6,
      'opacity=".6"',
    ) +
    path('M-6 104Q20 150 66 142Q50 118 56 96Q30 90 6 94Z', s.linear([light(color, 0.3), dark(color, 0.15)])) +
    circle(82, -66, 8, '#2a1a14') +
    path('M70-40Q110-50 134-74Q112-84 88-78Z', color)
  );
}

/** A steamed crab from above. */
export function crab(s, color = '#e2622f') {
  const legs = [
    ['M-120-10Q-196-78-232-24Q-246 0-262 30', 21],
    ['M-126 10Q-206-20-236 40Q-246 66-256 90', 20],
    ['M-122 34Q-190 34-212 88Q-218 108-222 126', 18],
    ['M-100 60Q-150 84-160 130', 15],
  ]
    .map(([d, width]) => line(d, dark(color, 0.12), width) + line(d, light(color, 0.35), width * 0.3))
    .join('');
  const claw =
    line('M-100-60Q-176-90-170-132', dark(color, 0.1), 30) +
    path(
      'M-190-120C-220-150-196-196-136-206C-80-212-42-196-24-172C-58-182-84-180-104-170C-84-162-66-152-58-136C-96-146-124-138-136-120C-152-104-176-106-190-120Z',
      s.round(color, 0.35, 0.28),
    ) +
    path('M-196-130q26 30 58 12l-8 20q-30 12-54-14z', '#5b4630', 'opacity=".6"') +
    line('M-60-186q10-6 24 8M-84-158q10 2 18 14', '#fff', 4, 'opacity=".4"');
  const half = legs + claw;
  return (
    `<g>${half}</g><g transform="scale(-1 1)">${half}</g>` +
    path(
      smooth([
        [-140, 10],
        [-128, -62],
        [-60, -104],
        [0, -110],
        [60, -104],
        [128, -62],
        [140, 10],
        [96, 82],
        [0, 104],
        [-96, 82],
      ]),
      s.radial([
        [0, light(color, 0.5)],
        [0.45, color],
        [1, dark(color, 0.36)],
      ]),
    ) +
    line('M-96-20Q-40-44 0-26Q40-44 96-20M-58 8Q-40 34-52 64M58 8Q40 34 52 64M0-20V20', dark(color, 0.35), 6, 'opacity=".45"') +
    path(
      smooth([
        [-140, 10],
        [-128, -62],
        [-60, -104],
        [0, -110],
        [60, -104],
        [128, -62],
        [140, 10],
        [96, 82],
        [0, 104],
        [-96, 82],
      ]),
      s.pattern(30, 28, circle(8, 8, 3, light(color, 0.6)) + circle(22, 20, 2.2, dark(color, 0.3))),
      'opacity=".4"',
    ) +
    line('M-22-108V-124M22-108V-124', dark(color, 0.3), 9) +
    circle(-22, -126, 7, '#2b1c14') +
    circle(22, -126, 7, '#2b1c14') +
    s.gloss(-50, -52, 46, 24, -24, 0.65)
  );
}

export function oyster(s) {
  const shell = (grow, rough = 0.05) =>
    smooth(
      [
        [-92, 84],
        [-138, 40],
        [-142, -18],
        [-112, -70],
        [-60, -104],
        [4, -132],
        [60, -142],
        [112, -112],
        [134, -56],
        [122, 8],
        [92, 52],
        [48, 92],
        [-20, 108],
      ].map(([x, y], index) => [x * (grow + (index % 2) * rough), y * (grow + (index % 2) * rough)]),
    );
  return (
    path(shell(1.08), s.radial(['#a7a09a', '#7d766f', '#4f4843'])) +
    line(
      'M-134 50Q-160-30-106-86M-120-40Q-80-110 20-140M138-60Q146 20 70 96M-92 92Q-20 126 50 98',
      '#cfc6ba',
      6,
      'opacity=".7" stroke-dasharray="40 12 24 9"',
    ) +
    path(
      shell(0.86, 0.01),
      s.radial([
        [0, '#fff'],
        [0.6, '#f3eee8'],
        [1, '#cfc3c8'],
      ]),
    ) +
    path(
      smooth([
        [-66, 40],
        [-84, -14],
        [-48, -66],
        [20, -78],
        [74, -36],
        [80, 24],
        [40, 64],
        [-20, 70],
      ]),
      s.radial([
        [0, '#fffaf0'],
        [0.55, '#efe3cf'],
        [1, '#b9a88e'],
      ]),
    ) +
    path(
      smooth([
        [-60, 30],
        [-40, 46],
        [-10, 40],
        [16, 56],
        [44, 46],
        [68, 20],
        [56, 44],
        [30, 66],
        [-20, 70],
        [-50, 56],
      ]),
      '#5d5750',
      'opacity=".55"',
    ) +
    line('M-40-20Q-10-50 34-36M-30 4Q0-16 40-4', '#fff', 7, 'opacity=".8"') +
    s.gloss(-10, -40, 46, 20, -14, 0.9)
  );
}
