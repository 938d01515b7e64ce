import { apple, citrus, pear } from './fruit.mjs';
import { circle, group, leaf, line, oval, path, put, rect, Scene } from './svg.mjs';
import { tomato } from './vegetable.mjs';

const GREEN = '#2f7d4f';

function sign(name, width, height, draw) {
  const s = new Scene(name);
  const inner = draw(s);
  return s.toString(width, height, inner);
}

/** The shop's mark: two furrows, a sprout and the morning sun on leaf green. */
function logo(s) {
  return (
    rect(0, 0, 128, 128, 30, s.linear(['#3f9a63', '#266741'], [0, 0, 1, 1])) +
    `<g ${s.clip(rect(0, 0, 128, 128, 30, '#fff'))}>` +
    circle(86, 46, 17, '#ffd35c') +
    path('M0 84Q40 62 128 76V128H0Z', '#8fcf9a', 'opacity=".55"') +
    path('M0 100Q52 76 128 92V128H0Z', '#c9e8c4', 'opacity=".75"') +
    line('M14 128Q44 100 78 92M50 128Q70 108 100 98M86 128Q98 116 122 108', GREEN, 4, 'opacity=".55"') +
    '</g>' +
    line('M50 92Q48 66 52 44', '#fff', 7) +
    path('M52 60C28 62 18 46 18 28C40 28 54 40 52 60Z', '#fff') +
    path('M52 52C52 32 62 20 80 18C82 38 72 52 52 52Z', '#eaf4ee')
  );
}

const smile = (y) =>
  circle(-22, y, 7, '#3a2418') +
  circle(22, y, 7, '#3a2418') +
  circle(-24, y - 3, 2.2, '#fff') +
  circle(20, y - 3, 2.2, '#fff') +
  line(`M-12 ${y + 16}Q0 ${y + 28} 12 ${y + 16}`, '#3a2418', 5) +
  oval(-42, y + 14, 10, 6, '#ff8f7a', 'opacity=".6"') +
  oval(42, y + 14, 10, 6, '#ff8f7a', 'opacity=".6"');

const avatar = (name, [top, low], draw) =>
  sign(name, 120, 120, (s) => rect(0, 0, 120, 120, 0, s.linear([top, low])) + put(draw(s), 60, 66, 0.42));

/** Ground, a pale disc and a few leaves: what all the empty drawings stand on. */
function ground(s) {
  return (
    circle(120, 84, 74, s.linear(['#f4faf6', '#e2f0e7'])) +
    oval(120, 154, 92, 12, '#d5e6da') +
    group(
      leaf(s, 38, 150, 44, -66, '#b3d6bd') +
        leaf(s, 38, 150, 36, -118, '#b3d6bd') +
        leaf(s, 206, 150, 38, -62, '#b3d6bd') +
        leaf(s, 206, 150, 32, -116, '#b3d6bd'),
      '',
    )
  );
}

const EMPTY = {
  cart: (s) =>
    ground(s) +
    line('M84 82Q92 34 120 34Q148 34 156 82', '#8a6238', 7) +
    path('M62 82H178L166 146Q164 154 154 154H86Q76 154 74 146Z', s.linear(['#e6c48c', '#c4935a'])) +
    line('M72 104H170M76 126H165M94 84L100 152M120 84V152M146 84L140 152', '#a5743c', 3, 'opacity=".55"') +
    rect(56, 74, 128, 16, 8, s.linear(['#f0d5a2', '#d2a468'])) +
    leaf(s, 150, 72, 40, -50, '#5f9e4a') +
    leaf(s, 150, 72, 32, -100, '#7fb85f') +
    line('M196 44l8-8M204 60h10M186 34v-10', '#9ac7a8', 4),
  orders: (s) =>
    ground(s) +
    path('M62 84L120 62L178 84V140L120 160L62 140Z', '#d9ab70') +
    path('M62 84L120 104V160L62 140Z', s.linear(['#e6c08a', '#cf9c5c'])) +
    path('M178 84L120 104V160L178 140Z', s.linear(['#d2a266', '#b88447'])) +
    path('M62 84L120 62L178 84L120 104Z', '#f0d3a2') +
    path('M90 73L148 94V112L132 117V100L74 79Z', '#fbf0d8', 'opacity=".9"') +
    rect(72, 112, 30, 20, 3, '#fffaf0', 'transform="skewY(19)translate(0 -32)"') +
    line('M196 44l8-8M204 60h10M186 34v-10', '#9ac7a8', 4),
  search: (s) =>
    ground(s) +
    path('M56 128Q92 104 120 124T186 118V146Q120 160 56 146Z', '#cfe5d5') +
    line('M70 142Q100 122 130 138M110 146Q140 124 172 138', '#a9d0b4', 4) +
    line('M146 108L178 140', '#c98f4c', 14) +
    line('M146 108L178 140', '#e3b67c', 5) +
    circle(118, 78, 44, s.linear(['#fff', '#eef6f0']), `stroke="${GREEN}" stroke-width="9"`) +
    put(leaf(s, 0, 0, 34, -130, '#7fb85f') + leaf(s, 0, 0, 38, -46, '#5f9e4a') + line('M0 0V22', '#5f9e4a', 4), 118, 82) +
    line('M88 66Q94 50 108 46', '#fff', 5),
  address: (s) =>
    ground(s) +
    path('M44 124L92 106L146 126L196 108V144L146 162L92 142L44 160Z', s.linear(['#f4faf0', '#cfe5d5'])) +
    path('M92 106L146 126V162L92 142Z', '#bddac6') +
    line('M58 142Q80 126 104 136T150 140T186 126', '#fff', 5, 'stroke-dasharray="2 9"') +
    oval(120, 130, 18, 6, '#1f4a35', 'opacity=".22"') +
    path('M120 130C96 100 84 86 84 64A36 36 0 0 1 156 64C156 86 144 100 120 130Z', s.linear(['#48a36c', '#266741'], [0, 0, 1, 1])) +
    circle(120, 64, 17, '#fff') +
    put(leaf(s, 0, 0, 20, -40, '#5f9e4a') + leaf(s, 0, 0, 16, -140, '#7fb85f'), 119, 71),
};

export function signs() {
  return [
    ['logo', sign('logo', 128, 128, logo)],
    ['avatars/1', avatar('a1', ['#ffe9e0', '#f9c9b8'], (s) => apple(s) + smile(14))],
    ['avatars/2', avatar('a2', ['#fff3d6', '#fbd894'], (s) => citrus(s, '#f7a02f') + smile(8))],
    ['avatars/3', avatar('a3', ['#f0f7dc', '#cfe3a4'], (s) => put(pear(s), 0, 0, 0.9) + smile(52))],
    ['avatars/4', avatar('a4', ['#e6f3ea', '#b8dcc4'], (s) => tomato(s) + smile(10))],
    ...Object.entries(EMPTY).map(([name, draw]) => [`empty/${name}`, sign(name, 240, 180, draw)]),
  ];
}
