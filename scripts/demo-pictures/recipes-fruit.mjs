import * as f from './fruit.mjs';
import * as t from './tropical.mjs';
import * as m from './melon.mjs';
import { tray } from './stage.mjs';
import { leaf, put, stem } from './svg.mjs';

/** Two behind, one in front, with a shadow each: how most fruit lies. */
function trio(s, whole, front, { size = 1.55, frontSize = 1.35, base = 640 } = {}) {
  return (
    s.shadow(290, base - 4, 200, 36) +
    s.shadow(540, base - 14, 190, 34) +
    put(whole(s, 0), 545, base - 108 * size, size * 0.94, 9) +
    put(whole(s, 1), 275, base - 102 * size, size, -6) +
    s.shadow(415, base + 52, 170, 30) +
    put(front, 420, base + 50 - 100 * frontSize, frontSize, 4)
  );
}

/** Slices and whole fruit in a wider heap. */
function scatter(s, spots, draw, shadowWidth = 1.05) {
  return spots
    .map(
      ([x, y, size, turn = 0], index) =>
        s.shadow(x, y + 92 * size, 100 * size * shadowWidth, 20 * size) + put(draw(s, index), x, y, size, turn),
    )
    .join('');
}

/** `[mood, draw]` by product, the `p-` left out. */
export const FRUIT = {
  'luochuan-apple': [
    'red',
    (s) => trio(s, () => f.apple(s, { skin: '#d3312d', cheek: '#f5b54a' }), f.appleHalf(s, { skin: '#cf2f2b' })),
    1.12,
  ],
  'aksu-apple': [
    'yellow',
    (s) => {
      const skin = '#d9483c';
      const cheek = '#f7dc6a';
      return trio(s, () => f.apple(s, { skin, cheek }), f.appleHalf(s, { skin, flesh: '#fff3c4', heart: '#eebd4e' }), {
        size: 1.45,
        frontSize: 1.5,
      });
    },
    1.12,
  ],
  'korla-pear': [
    'lime',
    (s) =>
      s.shadow(400, 646, 300, 40) +
      put(f.pear(s, { skin: '#bfc95a', blush: '#d9744a' }), 290, 470, 1.36, -12) +
      put(f.pear(s, { skin: '#c4cc62', blush: '#d9744a' }), 520, 472, 1.32, 11) +
      s.shadow(410, 690, 160, 26) +
      put(f.pear(s, { skin: '#cbd06a', blush: '#e0855a' }), 405, 560, 1.1, 84) +
      leaf(s, 486, 300, 130, -24),
    1.12,
  ],
  'qiuyue-pear': [
    'wheat',
    (s) => {
      return trio(s, () => f.sandPear(s, '#cf9c4c'), f.sandPearHalf(s, '#b98545'), { size: 1.55, frontSize: 1.3 });
    },
    1.12,
  ],
  'yangshan-peach': ['peach', (s) => trio(s, () => f.peach(s), f.peachHalf(s), { size: 1.5, frontSize: 1.28 })],
  'yantai-cherry': [
    'red',
    (s) => {
      const one = s.part(f.berry(s, '#b3162e', { cleft: true }));
      const low = [
        [250, 610, 0.74],
        [396, 628, 0.8],
        [546, 606, 0.74],
        [320, 520, 0.7],
        [478, 520, 0.7],
        [640, 640, 0.6],
        [160, 640, 0.6],
      ];
      return (
        s.shadow(400, 684, 340, 44) +
        stem('M320 470Q340 320 436 210M396 560Q400 360 436 210M478 470Q470 330 436 210', '#6f9a3f', 8) +
        leaf(s, 436, 214, 190, 12) +
        leaf(s, 432, 214, 150, 160) +
        [3, 4, 0, 2, 1, 5, 6].map((index) => one(...low[index])).join('')
      );
    },
    1.12,
  ],
  'sanhua-plum': [
    'pink',
    (s) => {
      const one = s.part(f.berry(s, '#8a3a5e', { bloom: 0.85, cleft: true }));
      const half = f.plumHalf(s);
      return (
        s.shadow(400, 670, 330, 44) +
        one(250, 560, 1.2, -10) +
        one(440, 520, 1.3, 14) +
        one(590, 590, 1.08, 20) +
        put(half, 380, 640, 0.98, 0, 0.9) +
        leaf(s, 455, 392, 150, -36) +
        leaf(s, 445, 396, 120, 206)
      );
    },
    1.12,
  ],
  'gannan-orange': [
    'orange',
    (s) => trio(s, () => f.citrus(s, '#f58a1f'), f.slice(s, '#f58a1f', '#ffa52e'), { size: 1.62, frontSize: 1.5 }),
    1.12,
  ],
  'blood-orange': [
    'red',
    (s) => trio(s, () => f.citrus(s, '#e96a2a'), f.slice(s, '#e2622a', '#a81d33', { pith: '#ffe3cc' }), { size: 1.5, frontSize: 1.66 }),
    1.12,
  ],
  'wuming-orah': [
    'orange',
    (s) =>
      scatter(
        s,
        [
          [250, 500, 1.2],
          [520, 480, 1.25],
          [390, 590, 1.25],
          [610, 620, 0.95],
          [190, 640, 0.9],
        ],
        (scene, index) => f.citrus(scene, index % 2 ? '#f39a2b' : '#f5a53a', { flat: 0.86, leafy: index < 3 }),
      ),
    1.12,
  ],
  'nanfeng-tangerine': [
    'yellow',
    (s) => {
      const one = s.part(f.citrus(s, '#f7a928', { flat: 0.84, leafy: false }));
      const spots = [
        [240, 520, 0.72],
        [370, 494, 0.72],
        [500, 500, 0.72],
        [610, 540, 0.68],
        [300, 585, 0.74],
        [440, 584, 0.76],
        [560, 610, 0.7],
        [200, 610, 0.66],
      ];
      return (
        put(tray(s, 310, '#bf8f4e'), 400, 620) +
        spots.map(([x, y, size]) => one(x, y, size, (x % 40) - 20)).join('') +
        leaf(s, 372, 440, 130, -34) +
        leaf(s, 505, 446, 110, -150) +
        put(f.slice(s, '#f2a126', '#ffb73f', { segments: 9, thick: 8 }), 640, 660, 0.62, 10, 0.58)
      );
    },
    1.12,
  ],
  'guanxi-pomelo': [
    'peach',
    (s) =>
      s.shadow(320, 652, 240, 40) +
      put(m.pomelo(s), 320, 440, 1.62, -4) +
      s.shadow(560, 690, 190, 30) +
      put(m.pomeloSegments(s), 540, 596, 1.25, -4),
    1.12,
  ],
  'anyue-lemon': [
    'yellow',
    (s) =>
      s.shadow(300, 610, 190, 30) +
      put(m.lemon(s), 300, 510, 1.32, -18) +
      s.shadow(540, 620, 180, 30) +
      put(m.lemon(s), 545, 530, 1.2, 22) +
      s.shadow(400, 704, 160, 26) +
      put(f.slice(s, '#f5cf2c', '#ffe96a', { segments: 9 }), 400, 588, 1.16) +
      leaf(s, 420, 400, 130, -42) +
      leaf(s, 408, 408, 110, 200),
    1.12,
  ],
  'shine-muscat': ['lime', (s) => s.shadow(400, 664, 260, 40) + put(t.grapes(s, '#b3cf55'), 400, 250, 1.28)],
  'kyoho-grape': [
    'violet',
    (s) =>
      s.shadow(400, 664, 260, 40) +
      put(t.grapes(s, '#5a3a78'), 310, 262, 1.16, 6) +
      put(t.grapes(s, '#643f80', { seed: 18 }), 545, 340, 0.98, -8),
  ],
  'dandong-strawberry': [
    'pink',
    (s) =>
      s.shadow(400, 668, 320, 42) +
      put(t.strawberry(s), 250, 500, 1.36, 14) +
      put(t.strawberry(s, '#dc2a38'), 548, 496, 1.36, -14) +
      put(t.strawberry(s, '#ea3a42'), 400, 560, 1.34, 3),
    1.12,
  ],
  'yunnan-blueberry': [
    'blue',
    (s) => {
      const one = s.part(t.blueberry(s));
      const spots = [
        [300, 470],
        [430, 450],
        [540, 490],
        [230, 560],
        [360, 552],
        [490, 566],
        [610, 590],
        [170, 640],
        [300, 640],
        [430, 650],
        [550, 664],
      ];
      return (
        s.shadow(400, 712, 330, 42) +
        leaf(s, 420, 410, 160, -34) +
        leaf(s, 410, 414, 140, 206) +
        spots.map(([x, y], index) => one(x, y, 0.74, ((index * 67) % 90) - 45)).join('')
      );
    },
    1.12,
  ],
  'zhouzhi-kiwi': [
    'lime',
    (s) =>
      s.shadow(400, 644, 320, 40) +
      put(t.kiwi(s), 280, 508, 1.36, -16) +
      put(t.kiwi(s), 545, 516, 1.3, 14) +
      s.shadow(410, 704, 150, 26) +
      put(t.kiwiSlice(s), 405, 580, 1.28),
    1.12,
  ],
  'pujiang-kiwi': [
    'yellow',
    (s) => {
      const cut = () => t.kiwiSlice(s, { flesh: '#d8c63d', heart: '#fff7d2', ring: '#d9364a' });
      return (
        s.shadow(400, 650, 320, 42) + put(t.kiwi(s), 400, 450, 1.3, -6) + put(cut(), 270, 568, 1.25, 0) + put(cut(), 540, 574, 1.2, 20)
      );
    },
    1.12,
  ],
  'baise-mango': [
    'orange',
    (s) =>
      s.shadow(300, 606, 220, 34) +
      put(t.mango(s), 300, 486, 1.5, -16) +
      put(t.mango(s, { skin: '#b5bd4e', blush: '#f5b549' }), 545, 500, 1.25, 22) +
      s.shadow(420, 708, 220, 30) +
      put(t.mangoDice(s), 420, 630, 1.5),
    1.12,
  ],
  'gaozhou-banana': ['yellow', (s) => s.shadow(400, 640, 300, 42) + put(t.bananas(s), 396, 480, 1.62, -6)],
  'red-pitaya': [
    'pink',
    (s) =>
      s.shadow(330, 648, 220, 38) +
      put(t.pitaya(s), 320, 470, 1.5, -8) +
      s.shadow(530, 684, 180, 30) +
      put(t.pitaya(s, { flesh: '#b3124f' }), 540, 552, 1.16, 8),
    1.12,
  ],
  'maoming-lychee': [
    'red',
    (s) => {
      const one = s.part(t.lychee(s));
      return (
        s.shadow(400, 680, 320, 42) +
        stem('M260 460Q330 300 420 240M440 430Q430 320 420 240M590 500Q500 320 420 240', '#7a5634', 10) +
        leaf(s, 424, 262, 210, -14, '#4f8a3f') +
        leaf(s, 416, 262, 200, 196, '#4f8a3f') +
        one(250, 520, 1.05) +
        one(440, 500, 1.12) +
        one(600, 556, 1) +
        one(310, 620, 0.86, 30) +
        put(t.lycheePeeled(s), 490, 620, 1.06, 8)
      );
    },
  ],
  'mengzi-pomegranate': [
    'peach',
    (s) =>
      s.shadow(320, 646, 220, 38) +
      put(m.pomegranate(s), 310, 476, 1.56, -8) +
      s.shadow(540, 690, 190, 30) +
      put(m.pomegranateOpen(s), 535, 560, 1.24, 6),
    1.12,
  ],
  'hami-melon': [
    'yellow',
    (s) =>
      s.shadow(340, 640, 280, 42) +
      put(m.netMelon(s), 350, 450, 1.5, -6) +
      s.shadow(500, 700, 240, 28) +
      put(m.melonSlice(s), 500, 624, 1.34, -4),
    1.12,
  ],
  'zhongwei-watermelon': [
    'green',
    (s) =>
      s.shadow(330, 640, 270, 42) +
      put(m.watermelon(s), 330, 430, 1.4, -6) +
      s.shadow(540, 704, 200, 28) +
      put(m.watermelonWedge(s), 540, 576, 1.22, 4),
  ],
};
