import * as meat from './meat.mjs';
import * as sea from './seafood.mjs';
import { mound } from './heap.mjs';
import { pumpkin, pumpkinHalf } from './melon.mjs';
import { board, plate, tray } from './stage.mjs';
import { circle, leaf, line, oval, path, put, rect } from './svg.mjs';

/** A cardboard tray with eggs standing in it, about 520 wide. */
function eggTray(s, colors, tone = '#b9a58a') {
  const eggs = colors.map((color) => s.part(meat.egg(s, color)));
  const row = (y, count, size, from) =>
    Array.from({ length: count }, (_, index) =>
      eggs[(index + from) % eggs.length]((index - (count - 1) / 2) * 118 * size, y, size * 0.82, ((index * 13) % 9) - 4),
    ).join('');
  const cups = Array.from({ length: 5 }, (_, index) => `M${-290 + index * 116} 60q58 66 116 0`).join('');
  return (
    s.shadow(0, 116, 330, 40) +
    path('M-270-70H270L300 60H-300Z', s.linear(['#8d7a60', tone])) +
    row(-70, 4, 0.86, 0) +
    row(-6, 4, 1, 1) +
    path(
      'M-300 40Q-242 96-184 40Q-126 96-68 40Q-10 96 48 40Q106 96 164 40Q222 96 300 40L284 112Q0 128-284 112Z',
      s.linear(['#d6c5a8', tone]),
    ) +
    line(cups, '#8d7a60', 4, 'opacity=".5"')
  );
}

const herb = (s, x, y, turn = 0) =>
  put(leaf(s, 0, 0, 70, -40, '#6fae4c') + leaf(s, 0, 0, 70, 10, '#5d9a42') + leaf(s, 0, 0, 56, 60, '#7bb857'), x, y, 1, turn);
function ice(s) {
  const cubes = ['#e6f4fb', '#d2e9f5'].map((color) => s.part(rect(-31, -22, 62, 44, 10, color) + line('M-18-12h20', '#fff', 5)));
  return Array.from({ length: 12 }, (_, index) =>
    cubes[index % 2](-260 + (index % 6) * 104 + s.between(-12, 12), Math.floor(index / 6) * 28, 1, Math.round(s.between(-24, 24))),
  ).join('');
}

/** `[mood, draw]` by product, the `p-` left out. */
export const PROTEIN = {
  'beibei-pumpkin': [
    'orange',
    (s) =>
      s.shadow(330, 640, 260, 42) + put(pumpkin(s), 320, 480, 1.36) + s.shadow(560, 700, 170, 28) + put(pumpkinHalf(s), 548, 590, 1.16),
    1.12,
  ],
  'free-range-egg': [
    'wheat',
    (s) => put(eggTray(s, ['#dca878', '#d39c6c', '#e3b488']), 380, 520, 1.05) + put(meat.openEgg(s, '#f58a12'), 560, 690, 1.02),
  ],
  'selenium-egg': [
    'sand',
    (s) =>
      put(tray(s, 290, '#a98350'), 400, 620) +
      [
        [300, 520, -14],
        [500, 510, 12],
        [400, 490, 0],
        [350, 580, -30],
        [460, 586, 24],
      ]
        .map(([x, y, turn]) => put(meat.egg(s, '#f1dcc4'), x, y, 1.06, turn))
        .join('') +
      [
        [348, 560],
        [458, 566],
      ]
        .map(
          ([x, y]) =>
            `<text x="${x}" y="${y}" font-family="monospace" font-size="15" fill="#c2574a" text-anchor="middle" transform="rotate(${x < 400 ? -28 : 24} ${x} ${y})">10-18 鲜</text>`,
        )
        .join('') +
      herb(s, 610, 640, -10),
    1.12,
  ],
  'gaoyou-duck-egg': [
    'mint',
    (s) =>
      s.shadow(400, 650, 310, 42) +
      put(meat.egg(s, '#b9d2c8'), 260, 480, 1.5, -10) +
      put(meat.egg(s, '#c6dcd3'), 420, 450, 1.5, 6) +
      put(meat.duckEggHalf(s), 560, 530, 1.36, 10) +
      s.shadow(380, 706, 120, 22) +
      put(meat.duckEggHalf(s), 380, 590, 1.2, -8),
    1.12,
  ],
  'black-pork-belly': [
    'clay',
    (s) =>
      put(board(s, 640), 400, 650) +
      put(meat.porkBelly(s), 400, 500, 1.22) +
      herb(s, 610, 640, 0) +
      circle(180, 660, 20, s.round('#f4ecec', 0.4, 0.2)) +
      circle(214, 674, 16, s.round('#f4ecec', 0.4, 0.2)),
    1.12,
  ],
  'cured-sausage': [
    'red',
    (s) =>
      put(board(s, 640, '#b47a46'), 400, 640) +
      put(meat.sausage(s, '#a5352b'), 400, 530, 1.22, -5) +
      put(meat.sausage(s, '#8f2f28'), 410, 580, 1.2, 3) +
      put(meat.sausage(s, '#b33c2f'), 396, 622, 1.26, -1) +
      [
        [250, 690],
        [326, 702],
        [402, 694],
        [478, 706],
      ]
        .map(([x, y]) =>
          put(
            oval(0, 0, 44, 34, '#7f221b') +
              oval(0, -3, 40, 30, s.radial(['#d9604e', '#b3352b'])) +
              circle(-12, -8, 6, '#f6cdb0') +
              circle(10, 4, 7, '#f6cdb0') +
              circle(4, -16, 5, '#f6cdb0') +
              circle(-14, 12, 5, '#f6cdb0'),
            x,
            y,
          ),
        )
        .join('') +
      herb(s, 560, 704, -6),
    1.12,
  ],
  'yanchi-lamb': [
    'clay',
    (s) => put(plate(s, 330), 400, 630) + put(meat.lambRack(s), 400, 540, 1.3) + herb(s, 590, 620, -10) + herb(s, 216, 626, 150),
    1.12,
  ],
  'yak-beef-shank': [
    'wheat',
    (s) =>
      put(board(s, 640, '#a8744a'), 400, 640) +
      put(meat.shank(s), 350, 480, 1.22, -8) +
      put(meat.shankSlice(s), 560, 590, 0.94, 6) +
      put(meat.shankSlice(s), 480, 634, 0.9, -12) +
      herb(s, 210, 640, 170),
    1.12,
  ],
  'qingyuan-chicken': [
    'yellow',
    (s) => put(plate(s, 340), 400, 640) + put(meat.chicken(s), 400, 530, 1.2) + herb(s, 610, 650, 0) + herb(s, 240, 656, 160),
  ],
  'shiping-tofu': [
    'wheat',
    (s) => {
      const cube = s.part(meat.tofuCube(s));
      return (
        put(plate(s, 320), 400, 640) +
        [
          [280, 560],
          [410, 548],
          [540, 560],
          [340, 610],
          [470, 612],
        ]
          .map(([x, y]) => cube(x, y, 0.96))
          .join('') +
        cube(400, 470, 0.96) +
        put(
          oval(0, 0, 90, 34, '#5a2d1c') +
            oval(0, -10, 96, 34, '#8a4a30') +
            oval(0, -12, 84, 26, s.radial(['#e0452f', '#a3231b'])) +
            circle(-20, -14, 4, '#ffd98a') +
            circle(16, -8, 4, '#ffd98a') +
            circle(0, -20, 4, '#8fbf4f'),
          640,
          690,
          1.05,
        )
      );
    },
    1.12,
  ],
  'handmade-yuba': [
    'yellow',
    (s) =>
      put(tray(s, 320), 400, 620) +
      put(meat.yuba(s), 400, 540, 1.2, -6) +
      mound(s, [s.part(oval(0, 0, 24, 20, s.round('#ecd08a', 0.45, 0.25)))], { rows: [3, 4], step: 50, rise: 26 }).replace(
        /^/,
        '<g transform="translate(560 668)">',
      ) +
      '</g>',
  ],
  'qiandao-bighead': ['blue', (s) => put(sea.headPot(s), 400, 520, 1.08)],
  'ningde-croaker': [
    'blue',
    (s) =>
      put(plate(s, 350), 400, 630) +
      put(ice(s), 400, 610, 1.06) +
      put(sea.fish(s), 396, 500, 1.14, -4) +
      herb(s, 590, 640, -8) +
      put(
        circle(0, 0, 40, '#f5d84a') + circle(0, 0, 33, '#fff3b8') + line('M0-30V30M-26-15L26 15M-26 15L26-15', '#f2cf3c', 5),
        250,
        650,
        1,
        0,
        0.8,
      ),
  ],
  'zhanjiang-shrimp': [
    'peach',
    (s) => {
      const one = s.part(sea.prawn(s));
      return (
        put(plate(s, 340), 400, 630) +
        one(250, 540, 1.05, -10) +
        `<g transform="translate(560 530) scale(-1.05 1.05)">${one(0, 0)}</g>` +
        one(410, 500, 1.1, 6) +
        `<g transform="translate(330 610) scale(-1 1)">${one(0, 0, 0.92, -20)}</g>` +
        one(520, 620, 0.9, -16) +
        herb(s, 620, 650, -14)
      );
    },
  ],
  'yangcheng-crab': [
    'orange',
    (s) =>
      put(plate(s, 345), 400, 640) +
      put(sea.crab(s), 400, 540, 1.32) +
      herb(s, 640, 660, -20) +
      put(leaf(s, 0, 0, 150, 168, '#7a4a78', 0.4), 230, 660),
  ],
  'rushan-oyster': [
    'blue',
    (s) =>
      put(plate(s, 345, '#f7fbfd'), 400, 630) +
      put(ice(s), 400, 620, 1.06) +
      put(sea.oyster(s), 270, 520, 1, -20) +
      put(sea.oyster(s), 530, 500, 1.06, 14) +
      put(sea.oyster(s), 400, 590, 1.02, -4) +
      put(
        path('M-70 0A70 70 0 0 1 70 0Z', '#f5cf2c') +
          path('M-58-2A58 58 0 0 1 58-2Z', '#fff3b0') +
          line('M0-4V-48M-10-6L-38-36M10-6L38-36', '#f2d040', 5),
        616,
        668,
        1.1,
        16,
      ),
  ],
};
