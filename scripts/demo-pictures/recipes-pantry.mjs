import * as h from './heap.mjs';
import * as k from './packed.mjs';
import { plate } from './stage.mjs';
import { circle, dark, leaf, letters, light, line, oval, path, put, rect, stem } from './svg.mjs';
import { garlic } from './root.mjs';
import { screwPepper } from './vegetable.mjs';

const RICE = ['#f7f0de', '#fffaf0', '#efe5cd'];
const filled = (s, colors, options = {}) => h.bowl(s, put(h.grainHeap(s, 270, 96, colors, options.grain), 0, 6), options);

/** A bowl of steaming rice. */
const steam = line('M-40-120C-60-150-20-164-40-196M20-130C0-160 40-174 20-210', '#fff', 9, 'opacity=".65"');

function chilies(s, spots) {
  return spots.map(([x, y, size, turn]) => put(screwPepper(s, '#d8322b'), x, y, size, turn)).join('');
}

/** Noodles tied with a paper band, standing 380 high. */
function noodles(s, color) {
  const strand = s.pattern(9, 40, path('M0 0h5v40H0z', light(color, 0.4)) + path('M5 0h2v40H5z', dark(color, 0.16)));
  const d = 'M-66-300Q0-320 66-300L58 0Q0 22-58 0Z';
  return (
    s.shadow(0, 4, 110, 26) +
    path(d, color) +
    path(d, strand) +
    path(
      d,
      s.linear(
        [
          [0, '#6b4a1c', 0.35],
          [0.3, '#fff', 0.1],
          [1, '#6b4a1c', 0.4],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    path(
      'M-66-196Q0-176 65-196V-104Q0-84-61-104Z',
      s.linear(
        [
          [0, '#8f2b24'],
          [0.35, '#d9503f'],
          [1, '#8a2620'],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    letters('手工面', 0, -130, 36, '#fbe6b8')
  );
}

function vermicelli(s, color) {
  const coil = Array.from(
    { length: 8 },
    (_, index) =>
      `M${-190 + index * 14} ${-16 + index}C-${160 - index * 10}-${150 - index * 18} ${160 - index * 10}-${150 - index * 18} ${190 - index * 14} ${-16 + index}C${150 - index * 10} ${96 - index * 12}-${150 - index * 10} ${96 - index * 12}-${190 - index * 14} ${-16 + index}`,
  ).join('');
  return (
    s.shadow(0, 70, 250, 40) +
    path('M-186-14C-150-130 150-130 186-14C150 84-150 84-186-14Z', dark(color, 0.5)) +
    line(coil, dark(color, 0.35), 17) +
    line(coil, color, 13) +
    line(coil, light(color, 0.5), 3.5, 'opacity=".7" transform="translate(-2 -3)"') +
    path(
      'M-40-126Q0-140 40-126L34 74Q0 86-34 74Z',
      s.linear(
        [
          [0, '#8a6a3a'],
          [0.4, '#d2b06e'],
          [1, '#87632f'],
        ],
        [0, 0, 1, 0],
      ),
    )
  );
}

/** `[mood, draw]` by product, the `p-` left out. */
export const PANTRY = {
  'wuchang-rice': [
    'wheat',
    (s) =>
      put(h.ear(s, '#d9a93c', 330), 590, 560, 1, 8) +
      put(k.sack(s, '#e6d3ac', '五常稻香', { sub: '稻花香 · 当季新米' }), 300, 640, 1.22) +
      put(filled(s, RICE, { w: 290, color: '#f5f1e6', band: '#4f7fae' }) + steam, 555, 580, 1),
  ],
  'panjin-rice': [
    'blue',
    (s) =>
      put(h.ear(s, '#c9b145', 300), 200, 560, 1, -20) +
      put(k.pouch(s, '#3f83a8', '蟹田米', { sub: '盘锦产', window: put(h.grainHeap(s, 240, 150, RICE), 0, -40) }), 330, 640, 1.12) +
      put(filled(s, RICE, { w: 280, color: '#e7f0f3', band: '#d9764a' }), 575, 590),
  ],
  'zengcheng-simiao': [
    'mint',
    (s) =>
      put(k.sack(s, '#dfe0c4', '丝苗', { ink: '#3d6a48', stripe: '#3f8a5a', sub: '增城 · 细长如丝' }), 290, 640, 1.16) +
      s.shadow(560, 690, 170, 30) +
      put(h.bowl(s, put(h.grainHeap(s, 270, 90, RICE, { rx: 10, ry: 3 }), 0, 6), { w: 300, color: '#6a4a38', band: '#e8c88a' }), 560, 570) +
      leaf(s, 440, 672, 110, -14),
  ],
  'qinzhou-millet': [
    'yellow',
    (s) =>
      put(h.ear(s, '#e2a82e', 330), 600, 520, 1, 14) +
      put(k.sack(s, '#ead9b0', '沁州黄', { sub: '老品种黄小米', stripe: '#b98428' }), 290, 640, 1.16) +
      put(filled(s, ['#f5c93a', '#ffdc66', '#e8b422'], { w: 290, color: '#f6efe0', band: '#b5532f', grain: { rx: 4, ry: 4 } }), 560, 585),
  ],
  'three-colour-brown-rice': [
    'clay',
    (s) =>
      put(k.pouch(s, '#8a5a44', '三色糙米', { sub: '红黑糙' }), 290, 640, 1.16) +
      put(h.grainHeap(s, 200, 96, ['#a8473a', '#8c3428'], { rx: 8, count: 7 }), 470, 690) +
      put(h.grainHeap(s, 200, 96, ['#3d2a3f', '#523a54'], { rx: 8, count: 7 }), 640, 690) +
      put(filled(s, ['#c9a468', '#a8473a', '#3d2a3f'], { w: 250, color: '#f5f0e4', band: '#8a5a44', grain: { count: 10 } }), 560, 540),
  ],
  'baoqing-red-bean': [
    'red',
    (s) =>
      put(k.pouch(s, '#b5463c', '红小豆', { sub: '粒小起沙', paper: '#fff2e2' }), 280, 640, 1.1) +
      put(filled(s, ['#9c2a2c', '#b53a38', '#841f24'], { w: 310, color: '#f7f0e6', band: '#b5463c', grain: { rx: 11, ry: 8 } }), 560, 575),
  ],
  'taonan-mung-bean': [
    'green',
    (s) =>
      put(k.pouch(s, '#5f9a4a', '绿豆', { sub: '颗粒匀净' }), 280, 640, 1.1) +
      put(filled(s, ['#7da33f', '#93b84f', '#688c33'], { w: 310, color: '#fbf7ea', band: '#5f9a4a', grain: { rx: 10, ry: 8 } }), 560, 575) +
      leaf(s, 470, 700, 100, -10),
  ],
  'rapeseed-oil': [
    'yellow',
    (s) => {
      const flower = s.part(h.blossom(s, '#ffd62e', '#c9a012', { petals: 4, long: 46, wide: 20, inner: false }));
      return (
        stem('M520 660Q560 480 620 340M560 560Q520 480 500 400M590 470Q650 430 668 380', '#7fa84a', 8) +
        leaf(s, 540, 600, 120, -20) +
        leaf(s, 540, 590, 110, 190) +
        [
          [620, 320],
          [580, 350],
          [650, 352],
          [500, 392],
          [470, 410],
          [530, 400],
          [668, 380],
          [690, 402],
          [606, 300],
        ]
          .map(([x, y], index) => flower(x, y, 0.62, index * 24))
          .join('') +
        put(k.bottle(s, '#e3a020', '菜籽油', { cap: '#c23f2e', h: 450, w: 210, sub: '小榨', handle: true }), 300, 650, 1.1) +
        put(h.grainHeap(s, 200, 66, ['#3a2a22', '#54392a', '#2a1e19'], { rx: 5, ry: 5 }), 590, 700)
      );
    },
  ],
  'peanut-oil': [
    'wheat',
    (s) => {
      const nut = s.part(h.peanut(s));
      const seed = s.part(h.peanutKernel(s));
      return (
        put(k.bottle(s, '#efb637', '花生油', { cap: '#d9a23a', h: 460, w: 220, sub: '头道压榨', handle: true }), 300, 650, 1.08) +
        s.shadow(580, 700, 180, 30) +
        `<g transform="translate(590 590)">${h.mound(s, [nut], { rows: [2, 3], step: 112, rise: 60, size: 0.78, turn: 40 })}</g>` +
        `<g transform="translate(560 708)">${h.mound(s, [seed], { rows: [4], step: 66, rise: 0, size: 0.86, turn: 50 })}</g>`
      );
    },
  ],
  'camellia-oil': [
    'green',
    (s) =>
      put(k.bottle(s, '#5f7a3a', '山茶油', { cap: '#b99a55', h: 450, w: 160, sub: '冷榨', paper: '#f7f3df' }), 290, 650, 1.1) +
      put(k.bottle(s, '#6d8743', '山茶油', { cap: '#b99a55', h: 450, w: 160, sub: '冷榨', paper: '#f7f3df' }), 440, 640, 0.86) +
      leaf(s, 590, 600, 170, -26, '#3f7a3f', 0.4) +
      leaf(s, 580, 610, 150, 200, '#3f7a3f', 0.4) +
      put(h.blossom(s, '#fffdf6', '#f2b52c', { petals: 6, long: 84, wide: 36, inner: false }), 590, 600, 1.1) +
      put(h.chestnut(s), 520, 700, 0.5) +
      put(h.chestnut(s), 660, 706, 0.46),
  ],
  'zhongjiang-noodles': [
    'sand',
    (s) =>
      put(noodles(s, '#f4e5bf'), 230, 640, 1.3) +
      put(noodles(s, '#f6e9c8'), 390, 652, 1.34) +
      put(
        h.bowl(
          s,
          path('M-130 4C-120-60 120-60 130 4Z', '#f3deb0') +
            line('M-110-6C-60-70 40-60 100-10M-90 4C-30-60 60-56 112 2M-60-26C0-60 70-30 90 6M-104 2C-80-30-20-50 60-36', '#e2c384', 6) +
            oval(30, -34, 42, 20, '#fffdf6') +
            circle(32, -36, 15, '#f5a623') +
            leaf(s, -70, -14, 70, -20),
          { w: 290, color: '#36566f', band: '#e8d9b8' },
        ),
        590,
        590,
      ),
  ],
  'sweet-potato-vermicelli': [
    'clay',
    (s) => put(k.pouch(s, '#a5694a', '红薯粉条', { sub: '只有薯和水' }), 250, 630, 1.02) + put(vermicelli(s, '#b3a394'), 530, 610, 1.05),
  ],
  'stone-ground-flour': [
    'wheat',
    (s) =>
      put(h.ear(s, '#d2a545', 320), 560, 560, 1, -10) +
      put(h.ear(s, '#d9ae50', 320), 640, 580, 1, 12) +
      put(k.sack(s, '#efe6d2', '全麦面粉', { ink: '#7a4f24', stripe: '#8a5a2c', sub: '石磨 · 麦香完整' }), 290, 640, 1.18) +
      put(
        h.bowl(
          s,
          path('M-130 8C-90-30-60-92 0-96C60-92 90-30 130 8Z', s.radial(['#fffefa', '#f7eddb', '#e0cda9'])) +
            path('M-60-44Q-30-70-10-80M20-70Q50-50 64-34', 'none', 'stroke="#e6d6b6" stroke-width="5"'),
          { w: 280, color: '#a8744a', band: '#e9c792' },
        ),
        570,
        600,
      ),
  ],
  'shanxi-vinegar': [
    'clay',
    (s) =>
      put(k.bottle(s, '#4a1f18', '老陈醋', { cap: '#1e1a18', h: 440, w: 160, sub: '五年陈' }), 310, 650, 1.14) +
      put(h.ear(s, '#a84a2c', 300), 520, 560, 1, 16) +
      put(
        oval(0, 30, 120, 34, '#cfc6b6') +
          path('M-120 0C-110 46-60 56 0 56C60 56 110 46 120 0Z', s.upright('#f8f4ea')) +
          oval(0, 0, 120, 34, '#fff') +
          oval(0, 3, 106, 27, s.linear(['#5c2416', '#2c0f0a'])) +
          s.gloss(-30, -2, 40, 8, 0, 0.5),
        560,
        650,
      ) +
      put(garlic(s), 680, 640, 0.44, 10),
  ],
  'sun-soy-sauce': [
    'sand',
    (s) =>
      put(k.crock(s, '#6b4630', '酱', { w: 300, h: 300, cloth: '#d0b07a' }), 540, 620, 1.1) +
      put(k.bottle(s, '#3a1a14', '头道酱油', { cap: '#b5342b', h: 450, w: 165, sub: '缸晒' }), 270, 660, 1.08) +
      put(h.grainHeap(s, 260, 60, ['#2c2624', '#3d3432', '#1c1817'], { rx: 11, ry: 9 }), 500, 704),
  ],
  'pixian-bean-paste': [
    'red',
    (s) =>
      put(k.crock(s, '#7a3a26', '豆瓣', { w: 340, h: 330, cloth: '#c23a2d' }), 330, 640, 1.24) +
      put(
        oval(0, 34, 118, 30, '#c9bda8') +
          path('M-118 0C-106 50-50 58 0 58C50 58 106 50 118 0Z', s.upright('#f6f0e2')) +
          oval(0, 0, 118, 34, '#fffdf6') +
          path('M-100 2C-80-50 80-50 100 2Q0 30-100 2Z', s.radial(['#e5523a', '#b52a1c', '#7a170f'])) +
          [
            [-40, -14],
            [10, -26],
            [44, -8],
            [-8, -4],
            [-62, 0],
          ]
            .map(([x, y]) => oval(x, y, 14, 9, '#e8b06a', `transform="rotate(${x} ${x} ${y})"`))
            .join(''),
        590,
        660,
      ) +
      chilies(s, [[650, 560, 0.5, 50]]),
  ],
  'chopped-chili': [
    'red',
    (s) =>
      put(
        k.jar(s, '#d8382c', '剁椒', {
          lid: '#e9e2d2',
          sub: '鲜辣',
          pattern: s.pattern(
            34,
            30,
            path('M4 6l12-3 4 7-11 5zM22 18l9 2-3 8-9-3z', '#f5705c') + circle(10, 23, 3.4, '#ffe9b0') + circle(27, 7, 2.6, '#ffe9b0'),
          ),
        }),
        310,
        650,
        1.3,
      ) +
      s.shadow(590, 700, 170, 28) +
      chilies(s, [
        [560, 600, 0.7, 62],
        [600, 650, 0.74, 78],
        [620, 560, 0.62, 44],
      ]) +
      put(garlic(s), 480, 690, 0.42, -8),
  ],
  'hanyuan-pepper': [
    'clay',
    (s) => {
      const corn = s.part(h.peppercorn(s));
      return (
        put(k.tin(s, '#8f2f2a', '贡椒', { sub: '汉源' }), 280, 640, 1.2) +
        s.shadow(570, 700, 190, 32) +
        stem('M470 650Q560 560 660 520', '#7a5a34', 8) +
        leaf(s, 590, 560, 100, -50, '#4f8a45') +
        leaf(s, 540, 596, 90, 210, '#4f8a45') +
        leaf(s, 640, 528, 90, 20, '#4f8a45') +
        `<g transform="translate(570 600)">${h.mound(s, [corn], { rows: [3, 5, 6, 7], step: 46, rise: 30, turn: 180 })}</g>`
      );
    },
  ],
  'yiwu-brown-sugar': [
    'clay',
    (s) => {
      const cube = s.part(h.sugarCube(s));
      const cane = (x, turn) =>
        put(
          rect(-26, -260, 52, 420, 10, s.upright('#8fa34a')) +
            [-180, -70, 40].map((y) => rect(-29, y, 58, 14, 5, '#c9c27a')).join('') +
            oval(0, -260, 26, 10, '#f3eebc'),
          x,
          500,
          1,
          turn,
        );
      return (
        cane(560, 14) +
        cane(640, 24) +
        put(k.jar(s, '#8a4e24', '红糖', { lid: '#3f2a1c', sub: '古法' }), 290, 650, 1.26) +
        put(plate(s, 150), 560, 690) +
        [
          [510, 650],
          [590, 646],
          [550, 600],
          [620, 690],
          [480, 690],
        ]
          .map(([x, y], index) => cube(x, y, 0.72, index * 9 - 14))
          .join('')
      );
    },
  ],
};
