import { circle, dark, light, line, num, oval, path, smooth } from './svg.mjs';

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
    )}${line('M40-160Q96-80 50 20', '#414d4b', 7, 'opacity=".7"')}${line('M-198-34Q-172-40-146-32', '#39423f', 8)}${circle(-92, -88, 19, '#dcdccb')}${circle(-93, -88, 13, '#20211c')}${circle(-98, -93, 4, '#fff')}${s.gloss(-30, -132, 80, 18, -6, 0.6)}</g>` +
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
