import * as h from './heap.mjs';
import * as k from './packed.mjs';
import { plate, tray } from './stage.mjs';
import { circle, leaf, line, oval, put } from './svg.mjs';
import { rosette } from './leafy.mjs';

/** A mound at a place. */
const heap = (s, x, y, parts, options) => `<g transform="translate(${x} ${y})">${h.mound(s, parts, options)}</g>`;
/** Petals of silver ear, from the outside in. */
const TREMELLA = [
  [8, 70, 1.12, '#f0dca4'],
  [7, 44, 0.98, '#f5e6b8'],
  [6, 22, 0.8, '#efd998'],
  [5, 6, 0.5, '#f7ebc4'],
];

/** `[mood, draw]` by product, the `p-` left out. */
export const DRY = {
  'fangxian-mushroom': [
    'clay',
    (s) =>
      put(tray(s, 330), 400, 620) +
      [
        [280, 500, 1.1, -18],
        [520, 490, 1.15, 14],
        [400, 470, 1.1, 0],
        [240, 590, 1, -34],
        [400, 580, 1.3, 4],
        [560, 594, 1.04, 30],
      ]
        .map(([x, y, size, turn]) => put(h.mushroom(s), x, y, size, turn))
        .join(''),
    1.12,
  ],
  'dongning-wood-ear': [
    'sand',
    (s) =>
      put(k.pouch(s, '#5c6b54', '秋木耳', { sub: '无根小碗耳' }), 250, 630, 1.02) +
      put(plate(s, 220), 550, 640) +
      heap(s, 550, 540, [s.part(h.woodEar(s))], { rows: [2, 3, 4], step: 96, rise: 44, size: 0.82, turn: 60 }),
  ],
  'gutian-tremella': [
    'yellow',
    (s) =>
      put(plate(s, 330), 400, 630) +
      put(rosette(s, TREMELLA, 0.75), 400, 500, 1.36, 0, 1) +
      [
        [620, 650],
        [196, 672],
      ]
        .map(([x, y]) => put(h.jujube(s), x, y, 0.66, x % 50))
        .join('') +
      [
        [290, 696],
        [560, 704],
      ]
        .map(([x, y]) => put(h.goji(s), x, y, 1, x % 70))
        .join(''),
  ],
  'zhijin-bamboo-fungus': [
    'green',
    (s) =>
      line('M150 560V60M210 560V20M640 560V40', '#8fbf6a', 26, 'opacity=".35"') +
      s.shadow(400, 670, 280, 40) +
      put(h.bambooFungus(s), 270, 480, 1.36, -6) +
      put(h.bambooFungus(s), 540, 500, 1.2, 7),
  ],
  'linan-hickory': [
    'wheat',
    (s) =>
      put(
        k.jar(s, '#b98550', '山核桃', {
          lid: '#2f6b45',
          sub: '手剥',
          pattern: s.pattern(
            58,
            52,
            circle(16, 14, 19, '#a06c38') + circle(12, 9, 7, '#d9b07a') + circle(45, 40, 19, '#8f5e2e') + circle(41, 35, 7, '#c79a62'),
          ),
        }),
        280,
        640,
        1.26,
      ) +
      s.shadow(560, 706, 180, 30) +
      heap(s, 570, 560, [s.part(h.hickory(s))], { rows: [2, 3, 4], step: 96, rise: 56, size: 0.84, turn: 50 }),
  ],
  'fenyang-walnut': [
    'sand',
    (s) =>
      put(tray(s, 330), 400, 620) +
      heap(s, 400, 470, [s.part(h.walnut(s))], { rows: [3, 4, 4], step: 124, rise: 66, size: 0.98, turn: 60 }) +
      put(h.walnutKernel(s), 580, 680, 0.95, 14) +
      put(h.walnutKernel(s), 236, 690, 0.9, -24),
    1.12,
  ],
  'qianxi-chestnut': [
    'clay',
    (s) => {
      const nut = s.part(h.chestnut(s));
      return (
        s.shadow(400, 680, 330, 44) +
        leaf(s, 300, 430, 190, -150, '#6f9a45') +
        leaf(s, 480, 430, 210, -30, '#7fa84d') +
        heap(s, 400, 480, [nut], { rows: [3, 4, 5], step: 128, rise: 78, size: 1.04, turn: 26 }) +
        put(h.chestnut(s), 400, 620, 1.16, 0) +
        put(circle(0, 0, 50, s.round('#f2d27a', 0.45, 0.26)) + line('M-20-30Q-4 0-16 34M20-30Q6 0 18 32', '#d2a848', 4), 590, 690, 1)
      );
    },
  ],
  'red-skin-peanut': [
    'red',
    (s) =>
      put(tray(s, 330, '#b98f56'), 400, 620) +
      heap(s, 400, 480, [s.part(h.peanut(s))], { rows: [2, 3, 3], step: 168, rise: 62, size: 1.12, turn: 34 }) +
      heap(s, 420, 668, [s.part(h.peanutKernel(s))], { rows: [6, 5], step: 70, rise: 34, size: 0.95, turn: 60 }),
  ],
  'ruoqiang-jujube': [
    'red',
    (s) =>
      put(k.pouch(s, '#a83a30', '若羌灰枣', { sub: '树上吊干' }), 250, 630, 1.04) +
      put(plate(s, 230), 555, 640) +
      heap(s, 555, 520, [s.part(h.jujube(s))], { rows: [2, 3, 4, 4], step: 98, rise: 42, size: 0.9, turn: 50 }),
  ],
  'zhongning-goji': [
    'orange',
    (s) =>
      put(
        k.jar(s, '#d1402c', '枸杞', {
          lid: '#e0c48a',
          sub: '头茬',
          pattern: s.pattern(
            44,
            34,
            oval(12, 9, 13, 6, '#e5604a', 'transform="rotate(20 12 9)"') + oval(32, 25, 13, 6, '#a8241a', 'transform="rotate(-30 32 25)"'),
          ),
        }),
        280,
        640,
        1.24,
      ) +
      put(
        h.bowl(s, put(h.grainHeap(s, 236, 84, ['#d8382a', '#e4523e'], { rx: 15, ry: 7, count: 9 }), 0, 6), {
          w: 260,
          color: '#f3f0e6',
          band: '#6c9ab5',
        }),
        560,
        590,
      ) +
      [
        [430, 696],
        [660, 704],
      ]
        .map(([x, y]) => put(h.goji(s), x, y, 1.1, 20))
        .join('') +
      leaf(s, 640, 560, 100, -40),
  ],
  'putian-longan': [
    'wheat',
    (s) =>
      put(tray(s, 330), 400, 610) +
      heap(s, 400, 450, [s.part(h.longan(s))], { rows: [3, 5, 5], step: 108, rise: 60, size: 0.98, turn: 60 }) +
      put(h.longanOpen(s), 300, 630, 1.16) +
      put(h.longanOpen(s), 500, 640, 1.1, 20),
    1.12,
  ],
};
