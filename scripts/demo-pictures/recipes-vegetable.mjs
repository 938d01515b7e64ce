import * as leafy from './leafy.mjs';
import * as root from './root.mjs';
import * as v from './vegetable.mjs';
import { board, plate, tray } from './stage.mjs';
import { leaf, oval, put } from './svg.mjs';

/** `[mood, draw]` by product, the `p-` left out. */
export const VEGETABLE = {
  'shanghai-greens': [
    'green',
    (s) =>
      s.shadow(400, 664, 300, 42) +
      put(leafy.pakchoi(s), 286, 634, 1.02, -8) +
      put(leafy.pakchoi(s), 520, 634, 1.02, 8) +
      put(leafy.pakchoi(s), 404, 668, 1.2, 0),
  ],
  'big-leaf-spinach': [
    'mint',
    (s) =>
      s.shadow(400, 680, 260, 40) +
      put(leafy.spinach(s), 310, 620, 1.1, -12) +
      put(leafy.spinach(s), 500, 620, 1.1, 12) +
      put(leafy.spinach(s), 404, 644, 1.26),
  ],
  'baby-cabbage': [
    'lime',
    (s) =>
      s.shadow(400, 660, 300, 44) +
      put(leafy.napa(s), 290, 470, 1.22, -10) +
      put(leafy.napa(s), 530, 490, 1.12, 12) +
      s.shadow(420, 706, 150, 24) +
      put(leafy.napa(s), 415, 574, 0.84, 84),
  ],
  'butter-lettuce': ['green', (s) => put(plate(s, 320, '#fdfdf8'), 400, 630) + put(leafy.lettuce(s), 400, 490, 1.24, 0, 1.08), 1.12],
  'liuao-sweet-potato': [
    'orange',
    (s) => {
      const skin = '#b5495b';
      return (
        put(board(s, 600), 400, 640) +
        put(root.tuber(s, skin), 330, 470, 1.36, -14) +
        put(root.tuber(s, '#ad4256', { bent: 14 }), 480, 560, 1.3, 8) +
        s.shadow(250, 650, 110, 20) +
        put(root.cut(s, 96, 82, '#8f3346', '#f7a324', s.gloss(-20, -26, 40, 18, -20, 0.7)), 240, 590, 1.12) +
        put(oval(0, 0, 14, 22, '#e58a12', 'opacity=".85"'), 212, 672)
      );
    },
  ],
  'wenxian-yam': [
    'sand',
    (s) =>
      put(board(s, 640, '#b98452'), 400, 640) +
      [
        [380, 620, 1.02, -2],
        [400, 566, 1.06, 2],
        [392, 512, 1, -1],
        [410, 462, 0.94, 3],
      ]
        .map(([x, y, size, turn]) => put(root.yam(s), x, y, size, turn))
        .join('') +
      put(root.cut(s, 40, 40, '#b48a5a', '#fffdf4'), 250, 668) +
      put(root.cut(s, 38, 36, '#b48a5a', '#fffdf4'), 336, 682),
    1.12,
  ],
  'lipu-taro': [
    'violet',
    (s) =>
      s.shadow(330, 650, 240, 40) +
      put(root.taro(s), 330, 456, 1.5, -8) +
      s.shadow(550, 690, 150, 26) +
      put(root.taroSlice(s), 548, 590, 1.16),
    1.12,
  ],
  'dingxi-potato': [
    'wheat',
    (s) => {
      const lump = (skin) => root.tuber(s, skin, { long: 110, thick: 86, pointed: false });
      return (
        put(tray(s, 320), 400, 630) +
        put(lump('#d6ab63'), 270, 500, 1.16, -14) +
        put(lump('#dcb36c'), 520, 490, 1.2, 10) +
        put(lump('#cfa258'), 380, 570, 1.2, 6) +
        put(root.cut(s, 92, 78, '#b98b46', '#fbe7a0', s.gloss(-20, -26, 36, 16, -20, 0.6)), 590, 600, 1)
      );
    },
    1.12,
  ],
  'sand-carrot': [
    'orange',
    (s) =>
      s.shadow(400, 690, 260, 36) +
      put(root.carrot(s), 300, 470, 1.22, 12) +
      put(root.carrot(s, '#ef7a1c'), 530, 470, 1.22, -14) +
      put(root.carrot(s, '#f58d30'), 412, 492, 1.3, 0),
    1.12,
  ],
  'shawo-radish': [
    'mint',
    (s) =>
      put(board(s, 600), 400, 650) +
      put(root.greenRadish(s), 300, 400, 1.16, -8) +
      put(root.greenRadish(s), 470, 400, 1.2, 6) +
      put(root.radishSlice(s), 590, 610, 1, 0) +
      put(root.radishSlice(s), 500, 650, 0.92, 8),
  ],
  'honghu-lotus-root': [
    'sand',
    (s) =>
      leaf(s, 520, 320, 240, -20, '#6fa86a', 0.5) +
      s.shadow(400, 600, 340, 44) +
      put(root.lotusRoot(s), 420, 490, 1.2, -14) +
      s.shadow(300, 702, 130, 22) +
      put(root.lotusSlice(s), 290, 600, 1.05) +
      s.shadow(500, 714, 120, 20) +
      put(root.lotusSlice(s), 496, 626, 0.9),
    1.12,
  ],
  'laiwu-ginger': [
    'wheat',
    (s) =>
      s.shadow(390, 640, 320, 44) +
      put(root.ginger(s), 380, 500, 1.42, -6) +
      [
        [560, 650],
        [620, 672],
        [500, 680],
      ]
        .map(([x, y]) =>
          put(root.cut(s, 56, 44, '#b98c45', '#f5dd84', oval(0, 0, 34, 26, 'none', 'stroke="#d9b54e" stroke-width="3"')), x, y),
        )
        .join(''),
    1.12,
  ],
  'jinxiang-garlic': [
    'violet',
    (s) =>
      s.shadow(400, 656, 320, 44) +
      put(root.garlic(s), 280, 510, 1.3, -8) +
      put(root.garlic(s), 530, 500, 1.34, 8) +
      put(root.garlic(s), 400, 560, 1.16, 2) +
      s.shadow(600, 700, 90, 18) +
      put(root.clove(s), 590, 640, 0.9, 40) +
      put(root.clove(s), 220, 650, 0.9, -50),
    1.12,
  ],
  'provence-tomato': [
    'red',
    (s) =>
      s.shadow(290, 640, 200, 36) +
      s.shadow(545, 630, 190, 34) +
      put(v.tomato(s), 285, 480, 1.5, -6) +
      put(v.tomato(s, '#dc3f38'), 545, 480, 1.42, 8) +
      s.shadow(420, 704, 160, 26) +
      put(v.tomatoHalf(s), 415, 586, 1.2),
  ],
  'purple-eggplant': [
    'violet',
    (s) =>
      s.shadow(400, 650, 330, 44) +
      put(v.bow(s, '#5b2f78', { thick: 62 }), 400, 430, 1.26, -14) +
      put(v.bow(s, '#673583', { thick: 58 }), 400, 540, 1.26, -6) +
      put(v.bow(s, '#512a6d', { thick: 56 }), 410, 630, 1.16, 2),
    1.12,
  ],
  'screw-pepper': [
    'green',
    (s) =>
      s.shadow(400, 672, 320, 42) +
      [
        [230, 480, 1.26, 16],
        [560, 480, 1.26, -20],
        [340, 500, 1.34, 5],
        [466, 500, 1.3, -8],
      ]
        .map(([x, y, size, turn], index) => put(v.screwPepper(s, ['#4f8f30', '#6aa83c', '#5d9a35', '#74ad42'][index]), x, y, size, turn))
        .join(''),
  ],
  'mini-cucumber': [
    'mint',
    (s) => {
      const one = (turn, y, x = 400, size = 1.12) =>
        put(v.bow(s, '#4f9444', { thick: 50, ridges: true, calyx: '#7aa84d' }), x, y, size, turn);
      return (
        put(board(s, 620), 400, 640) +
        one(-16, 430) +
        one(-7, 520) +
        one(0, 604, 380) +
        [
          [560, 640, 1],
          [640, 664, 0.92],
          [478, 668, 0.9],
        ]
          .map(([x, y, size]) => put(v.cucumberSlice(s), x, y, size, 0, size * 0.86))
          .join('')
      );
    },
  ],
  'yunnan-sweet-corn': [
    'yellow',
    (s) =>
      s.shadow(400, 680, 310, 42) +
      put(v.corn(s), 270, 470, 1.18, -18) +
      put(v.corn(s), 540, 470, 1.18, 18) +
      put(v.corn(s), 404, 484, 1.26, 1),
  ],
  'fresh-edamame': [
    'lime',
    (s) =>
      put(tray(s, 320, '#b58a4c'), 400, 620) +
      [
        [280, 500, -24],
        [500, 490, 18],
        [390, 530, -4],
        [240, 580, 14],
        [540, 570, -12],
        [400, 600, 8],
      ]
        .map(([x, y, turn], index) => put(v.pod(s, ['#8fbf4f', '#9cc95c', '#84b446'][index % 3]), x, y, 1.16, turn))
        .join('') +
      [
        [600, 690],
        [648, 676],
        [560, 712],
      ]
        .map(([x, y]) => put(oval(0, 0, 26, 21, s.round('#a8d266', 0.45, 0.2)), x, y))
        .join(''),
  ],
};
