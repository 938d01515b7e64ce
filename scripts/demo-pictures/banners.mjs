import * as f from './fruit.mjs';
import * as t from './tropical.mjs';
import * as h from './heap.mjs';
import { netMelon, pumpkin } from './melon.mjs';
import * as k from './packed.mjs';
import { tray } from './stage.mjs';
import { circle, group, leaf, letters, line, path, put, rect, Scene, stem } from './svg.mjs';
import { carrot, tuber } from './root.mjs';
import { corn, tomato } from './vegetable.mjs';

const SANS = 'PingFang SC,Noto Sans CJK SC,Microsoft YaHei,sans-serif';

/** The words of a banner: a small line above, the headline, a line below and where a tap leads. */
function words({ kicker, title, note, action, ink, button, onButton = '#fff' }) {
  const wide = action.length * 20 + 44;
  return (
    rect(
      48,
      52,
      [...kicker].reduce((sum, letter) => sum + (letter.charCodeAt(0) < 0x2e80 ? 5 : 16), 24),
      28,
      14,
      ink,
      'opacity=".1"',
    ) +
    letters(kicker, 60, 72, 16, ink, { family: SANS, anchor: 'start', weight: 600 }) +
    letters(title, 46, 144, 54, ink, { anchor: 'start', weight: 900 }) +
    letters(note, 48, 186, 22, ink, { family: SANS, anchor: 'start', weight: 400 }) +
    rect(48, 212, wide, 42, 21, button) +
    letters(action, 48 + wide / 2, 240, 19, onButton, { family: SANS, weight: 600 })
  );
}

function banner(name, draw) {
  const s = new Scene(name);
  const inner = draw(s);
  return s.toString(750, 300, inner);
}

const hills = (s, rows) => rows.map(([d, top, low]) => path(d, s.linear([top, low]))).join('');
const field = (s, top, low) => path('M0 0h750v300H0z', s.linear([top, low]));

export const BANNERS = {
  harvest: () =>
    banner('harvest', (s) => {
      const stalks = [
        [398, 300, 0.56, -10],
        [704, 298, 0.62, 8],
      ];
      return (
        field(s, '#fff3d6', '#ffdf9f') +
        circle(
          610,
          92,
          64,
          s.radial(
            [
              [0, '#fff8dc'],
              [0.5, '#ffdd80'],
              [1, '#ffcb57'],
            ],
            [0.5, 0.5, 0.5],
          ),
        ) +
        circle(610, 92, 104, '#fff2c4', 'opacity=".45"') +
        hills(s, [
          ['M0 214Q160 150 330 200T750 150V300H0Z', '#f7d485', '#efc062'],
          ['M0 250Q220 196 430 240T750 206V300H0Z', '#eec063', '#e0a541'],
        ]) +
        line('M360 262Q520 226 750 236M330 284Q520 250 750 262', '#fff3c8', 5, 'opacity=".45"') +
        stalks.map(([x, y, size, turn]) => put(h.ear(s, '#d99a2b', 330), x, y, size, turn)).join('') +
        put(tray(s, 180, '#b98245'), 560, 246) +
        put(t.grapes(s, '#6a4a86', { seed: 16 }), 458, 138, 0.42, 8) +
        put(pumpkin(s, { skin: '#e07f24', rib: '#f6b25c' }), 564, 178, 0.58) +
        put(f.pear(s), 664, 178, 0.5, 10) +
        put(f.apple(s), 488, 218, 0.42, -8) +
        put(f.citrus(s, '#f58a1f', { leafy: false }), 632, 228, 0.36) +
        put(f.apple(s), 562, 238, 0.36, 6) +
        words({
          kicker: '当季 · 产地直发',
          title: '秋收上新',
          note: '苹果脆了，新米香了，红薯甜了',
          action: '看看新品',
          ink: '#6b3f12',
          button: '#2f7d4f',
        })
      );
    }),
  orange: () =>
    banner('orange', (s) => {
      const fruit = s.part(f.citrus(s, '#f58a1f', { leafy: false }));
      return (
        field(s, '#fff6df', '#ffd994') +
        hills(s, [
          ['M0 230Q200 170 400 214T750 176V300H0Z', '#cfe0a0', '#a9cb7c'],
          ['M0 264Q240 220 470 254T750 232V300H0Z', '#9fc570', '#7fae55'],
        ]) +
        [
          [330, 222],
          [382, 216],
          [436, 226],
          [700, 200],
          [742, 212],
        ]
          .map(([x, y]) => circle(x, y, 20, '#6da04a') + circle(x - 6, y - 4, 3.5, '#f58a1f') + circle(x + 8, y + 4, 3.5, '#f58a1f'))
          .join('') +
        stem('M770 20Q640 30 520 66', '#8a6238', 12) +
        stem('M640 34Q620 80 606 110M556 54Q540 74 530 90M700 26Q700 60 704 84', '#7d7a3a', 6) +
        [
          [560, 52, 96, 120],
          [600, 44, 100, 60],
          [660, 30, 110, 100],
          [690, 28, 100, 30],
          [540, 60, 84, 190],
          [630, 38, 92, -40],
          [720, 22, 90, 140],
        ]
          .map(([x, y, size, turn]) => leaf(s, x, y, size, turn, turn > 80 ? '#4f8f3f' : '#5f9e4a'))
          .join('') +
        fruit(606, 168, 0.62) +
        fruit(522, 128, 0.42) +
        fruit(706, 124, 0.46) +
        s.shadow(560, 276, 90, 14) +
        put(f.slice(s, '#f58a1f', '#ffa52e'), 552, 222, 0.54, 10) +
        fruit(672, 240, 0.42) +
        words({
          kicker: '江西赣州 · 自然成熟',
          title: '赣南脐橙开园',
          note: '红土坡上的老树橙，坏果包赔',
          action: '尝一箱',
          ink: '#7a3f0a',
          button: '#e4572e',
        })
      );
    }),
  rice: () =>
    banner('rice', (s) => {
      const furrows = [0, 1, 2, 3, 4].map((row) => `M0 ${226 + row * 17}Q300 ${196 + row * 18} 750 ${216 + row * 19}`).join('');
      return (
        field(s, '#f3f8ea', '#dcecc4') +
        circle(470, 78, 40, '#fff7d0') +
        hills(s, [
          ['M0 190Q140 140 300 178T560 150T750 172V300H0Z', '#bcd6a4', '#a5c78c'],
          ['M0 222Q300 190 750 212V300H0Z', '#e9cf7a', '#cfa945'],
        ]) +
        line(furrows, '#b98f2e', 3, 'opacity=".35"') +
        [
          [410, 300, 0.52, -12],
          [440, 304, 0.6, 0],
          [724, 302, 0.62, 10],
        ]
          .map(([x, y, size, turn]) => put(h.ear(s, '#d9a93c', 330), x, y, size, turn))
          .join('') +
        put(k.sack(s, '#e9d8b4', '新米', { sub: '黑土 · 一年一季' }), 562, 276, 0.62) +
        put(
          h.bowl(s, put(h.grainHeap(s, 270, 100, ['#f7f0de', '#fffaf0', '#efe5cd']), 0, 6), { w: 300, band: '#4f7fae' }),
          680,
          230,
          0.46,
        ) +
        words({
          kicker: '黑龙江 · 辽宁',
          title: '东北新米到家',
          note: '一年只种一季，下单现碾',
          action: '挑一袋',
          ink: '#3c4f1d',
          button: '#2f7d4f',
        })
      );
    }),
  discount: () =>
    banner(
      'discount',
      (s) =>
        path('M0 0h750v300H0z', s.linear(['#2f7d4f', '#1f5f3c'], [0, 0, 1, 1])) +
        circle(592, 150, 190, '#4f9a68', 'opacity=".5"') +
        circle(592, 150, 140, '#7dba85', 'opacity=".4"') +
        group(
          leaf(s, 360, 20, 160, -30, '#8fcf9a') + leaf(s, 20, 290, 180, -40, '#8fcf9a') + leaf(s, 740, 60, 150, 120, '#8fcf9a'),
          '',
          'opacity=".22"',
        ) +
        s.shadow(592, 262, 170, 22, 0.5) +
        put(netMelon(s), 532, 132, 0.62, -6) +
        put(corn(s), 682, 160, 0.46, 16) +
        put(carrot(s), 628, 150, 0.5, 8) +
        put(tuber(s, '#b5495b'), 556, 238, 0.5, -8) +
        put(tomato(s), 660, 232, 0.46) +
        put(t.mango(s), 476, 226, 0.46, -12) +
        put(
          path(
            'M0-52L14-34L36-40L38-18L58-8L44 10L54 30L32 34L26 56L6 44L-14 56L-24 36L-46 34L-40 12L-58-4L-38-18L-38-40L-14-34Z',
            '#e4572e',
          ) + letters('直降', 0, 10, 30, '#fff', { weight: 900 }),
          420,
          74,
          1.05,
          -10,
        ) +
        words({
          kicker: '折扣专区',
          title: '田间直降',
          note: '当季好货，低至 7.5 折',
          action: '去抢好价',
          ink: '#fffbe9',
          button: '#ffd35c',
          onButton: '#5a3a08',
        }),
    ),
  tea: () =>
    banner(
      'tea',
      (s) =>
        field(s, '#eef5ef', '#d3e6da') +
        hills(s, [
          ['M240 200Q330 90 420 150Q520 40 620 120Q690 80 750 120V300H240Z', '#c3dccf', '#d9eade'],
          ['M0 236Q180 150 340 206Q460 150 580 196T750 180V300H0Z', '#9cc4ad', '#bcd9c6'],
          ['M0 268Q220 214 420 252T750 226V300H0Z', '#6fa384', '#548a69'],
        ]) +
        line(
          'M330 262Q520 226 750 244M300 280Q520 246 750 262M270 296Q520 266 750 282',
          '#3f7553',
          6,
          'opacity=".5" stroke-dasharray="14 7"',
        ) +
        path('M230 170Q400 150 750 176V196Q400 172 230 190Z', '#fff', 'opacity=".35"') +
        put(k.tin(s, '#2f6b4a', '春茶'), 512, 262, 0.62) +
        put(k.jar(s, '#e9a227', '蜜', { lid: '#7a4a24' }), 668, 264, 0.58) +
        put(k.teacup(s, '#b7bf4a'), 590, 232, 0.52) +
        leaf(s, 440, 262, 66, -24, '#4f8f4f') +
        leaf(s, 440, 262, 54, -70, '#6aa85a') +
        words({
          kicker: '原产地茶农 · 蜂农',
          title: '山里的茶与蜜',
          note: '明前春茶，封盖成熟蜜',
          action: '泡一杯',
          ink: '#1f4a35',
          button: '#2f7d4f',
        }),
    ),
};
