import * as h from './heap.mjs';
import * as k from './packed.mjs';
import { board } from './stage.mjs';
import { circle, dark, leaf, letters, light, line, oval, path, put, stem } from './svg.mjs';

/** A mound at a place. */
const heap = (s, x, y, parts, options) => `<g transform="translate(${x} ${y})">${h.mound(s, parts, options)}</g>`;
/** Dry tea leaves: thin curls, or flat blades. */
function tea(s, color, { long = 40, thick = 7, curl = 10 } = {}) {
  const bit = (tone) =>
    s.part(
      line(`M${-long / 2} 0Q0-${curl} ${long / 2} 0`, dark(tone, 0.3), thick) +
        line(`M${-long / 2} 0Q0-${curl} ${long / 2} 0`, tone, thick * 0.66, 'transform="translate(-1 -1.5)"'),
    );
  return [bit(color), bit(light(color, 0.22)), bit(dark(color, 0.2))];
}

const dipper = (s) =>
  line('M0-10L120-230', '#b98248', 14) +
  line('M0-12L118-228', '#e3b981', 4, 'opacity=".8"') +
  put([-44, -22, 0, 22, 44].map((y) => oval(0, y, 46 - Math.abs(y) * 0.34, 13, s.linear(['#e0ac68', '#9b6730']))).join(''), -14, 20, 1, 28);
const drip = (s, color) =>
  path(
    'M-70-20C-90 30 90 30 70-20C50 20 30 10 20 70C16 92 4 92 0 70C-6 20-50 20-70-20Z',
    s.linear([light(color, 0.3), color]),
    'opacity=".9"',
  );

/** `[mood, draw]` by product, the `p-` left out. */
export const TEA = {
  'xihu-longjing': [
    'green',
    (s) => {
      const bits = tea(s, '#8fa84a', { long: 46, thick: 9, curl: 3 });
      return (
        put(k.tin(s, '#2f6b4a', '龙井', { sub: '明前' }), 250, 620, 1.16) +
        s.shadow(570, 700, 130, 26) +
        put(
          path(
            'M-90-240L-78 0Q0 26 78 0L90-240Z',
            s.linear([
              [0, '#e9f2c8', 0.75],
              [1, '#cfe08e', 0.9],
            ]),
          ) +
            oval(0, -190, 86, 18, '#eef5c8') +
            [
              [-40, -60, 8],
              [-10, -70, -8],
              [24, -56, 10],
              [46, -80, -12],
              [-24, -110, 20],
            ]
              .map(([x, y, turn]) => leaf(s, x, y + 40, 70, -90 + turn, '#7fa83f', 0.2))
              .join('') +
            path('M-90-240L-78 0Q0 26 78 0L90-240', 'none', 'stroke="#fff" stroke-width="6" opacity=".85"') +
            line('M-66-220L-58-30', '#fff', 9, 'opacity=".6"') +
            oval(0, -240, 90, 20, 'none', 'stroke="#fff" stroke-width="5" opacity=".85"'),
          560,
          670,
          1.05,
        ) +
        heap(s, 400, 690, bits, { rows: [4, 6, 7], step: 32, rise: 15, turn: 60 })
      );
    },
  ],
  'qimen-black-tea': [
    'red',
    (s) =>
      put(k.tin(s, '#7a2b2a', '祁红', { sub: '香螺' }), 250, 620, 1.16) +
      put(k.teacup(s, '#c2481c'), 555, 570, 1.24) +
      heap(s, 420, 690, tea(s, '#4a2c1e', { long: 26, thick: 8, curl: 20 }), { rows: [5, 7, 8], step: 28, rise: 14, turn: 180 }),
  ],
  'anxi-tieguanyin': [
    'mint',
    (s) =>
      put(k.box(s, '#2f5a4a', '铁观音', { sub: '安溪秋茶' }), 310, 590, 1.1) +
      put(k.teacup(s, '#d8c24a'), 590, 590, 1.04) +
      heap(s, 380, 680, tea(s, '#55703c', { long: 16, thick: 15, curl: 14 }), { rows: [5, 7, 8], step: 32, rise: 16, turn: 180 }),
  ],
  'fuding-white-tea': [
    'sand',
    (s) =>
      s.shadow(350, 640, 250, 40) +
      circle(
        350,
        410,
        232,
        s.radial(
          [
            [0, '#b0a985'],
            [0.7, '#8c8765'],
            [1, '#5f5b43'],
          ],
          [0.42, 0.38, 0.66],
        ),
      ) +
      circle(
        350,
        410,
        230,
        s.pattern(
          97,
          83,
          line('M4 8q14-8 30 0M46 26q8-16 26-8M8 50l22 8M60 60q16-10 28 4M34 74l18-6M78 36l12 10', '#5d6644', 6) +
            line('M42 8l24 6M2 30l20-6M40 46l14-10M70 78l16-6M12 72l14 2M88 14l6 14', '#e6e2cc', 5),
          'rotate(17)',
        ),
        'opacity=".65"',
      ) +
      circle(350, 410, 96, '#f9f4e4') +
      circle(350, 410, 86, 'none', 'stroke="#3f7050" stroke-width="3"') +
      `${letters('福鼎', 350, 402, 46, '#3f7050')}${letters('白茶', 350, 456, 46, '#3f7050')}` +
      s.gloss(270, 290, 90, 50, -34, 0.35) +
      put(k.teacup(s, '#e2b85a'), 580, 610, 1.02),
  ],
  'tongxiang-chrysanthemum': [
    'yellow',
    (s) => {
      const bud = s.part(h.blossom(s, '#f7e08a', '#e8b62e', { petals: 14, long: 52, wide: 10 }));
      return (
        put(
          k.jar(s, '#f0d774', '胎菊', {
            lid: '#c9a04e',
            sub: '头采',
            pattern: s.pattern(
              50,
              46,
              circle(14, 13, 13, '#fbeeb0') + circle(14, 13, 5, '#dcae34') + circle(38, 35, 13, '#f7e394') + circle(38, 35, 5, '#d1a12c'),
            ),
          }),
          270,
          640,
          1.24,
        ) +
        put(k.teacup(s, '#f0c84a'), 570, 560, 1.14) +
        bud(560, 548, 0.6) +
        bud(606, 552, 0.5, 30) +
        [
          [440, 690],
          [520, 706],
          [610, 700],
          [680, 684],
        ]
          .map(([x, y], index) => bud(x, y, 0.72, index * 20))
          .join('')
      );
    },
  ],
  'hengzhou-jasmine': [
    'mint',
    (s) => {
      const flower = s.part(h.blossom(s, '#fffef8', '#f0d878', { petals: 7, long: 60, wide: 22, inner: true }));
      return (
        put(k.tin(s, '#7aa890', '茉莉', { sub: '七窨', w: 220 }), 270, 630, 1.14) +
        leaf(s, 560, 560, 190, -30, '#4f8f4f', 0.42) +
        leaf(s, 560, 570, 170, 196, '#4f8f4f', 0.42) +
        flower(560, 560, 1.24) +
        flower(660, 620, 0.9, 24) +
        flower(470, 640, 0.84, 50) +
        heap(s, 560, 706, tea(s, '#6a7a45', { long: 34, thick: 7 }), { rows: [4, 6], step: 40, rise: 14, turn: 70 })
      );
    },
  ],
  'yanan-acacia-honey': [
    'yellow',
    (s) => {
      const bloom = s.part(
        path('M0 0C-20-10-22-40 0-52C22-40 20-10 0 0Z', s.linear(['#fffef2', '#d9dc9c']), 'stroke="#b3bd6a" stroke-width="2"'),
      );
      const spray = [
        [0, 0],
        [-26, 34],
        [24, 40],
        [-22, 80],
        [22, 86],
        [0, 124],
        [-14, 152],
        [12, 164],
      ]
        .map(([x, y]) => bloom(x, y, 0.9, 180 + x))
        .join('');
      return (
        put(k.jar(s, '#e9a227', '洋槐蜜', { lid: '#7a4a24', sub: '封盖蜜' }), 310, 650, 1.34) +
        stem('M660 200Q610 240 590 330', '#7fa84d', 7) +
        leaf(s, 640, 220, 90, 150) +
        leaf(s, 620, 260, 90, 10) +
        leaf(s, 600, 300, 80, 170) +
        put(spray, 588, 330, 1.05) +
        put(dipper(s), 530, 640, 1.08) +
        put(drip(s, '#e9a227'), 512, 676, 0.72)
      );
    },
  ],
  'changbai-linden-honey': [
    'mint',
    (s) =>
      put(k.jar(s, '#f6ead0', '椴树蜜', { lid: '#3f7050', sub: '雪蜜' }), 300, 650, 1.34) +
      put(board(s, 260, '#c08a54'), 590, 680) +
      put(
        path('M-110 10C-120-60-90-84 0-86C90-84 120-60 110 10Q0 30-110 10Z', s.linear(['#d99a55', '#b5742f'])) +
          path('M-96 0C-104-52-78-70 0-72C78-70 104-52 96 0Q0 18-96 0Z', s.linear(['#fff1cf', '#f3d79c'])) +
          path('M-70-16C-84-50-30-72 10-62C60-70 86-40 66-20C40 4-40 8-70-16Z', s.radial(['#fffdf4', '#f3e6c4'])),
        590,
        640,
        1,
      ) +
      leaf(s, 560, 470, 150, -40, '#6aa55a', 0.5) +
      leaf(s, 556, 480, 120, 200, '#6aa55a', 0.5) +
      [
        [600, 480],
        [640, 510],
        [570, 520],
      ]
        .map(([x, y]) => put(h.blossom(s, '#fbf3c4', '#e6c84f', { petals: 5, long: 36, wide: 13, inner: false }), x, y))
        .join(''),
  ],
};
