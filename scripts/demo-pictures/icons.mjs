import * as meat from './meat.mjs';
import * as sea from './seafood.mjs';
import * as leafy from './leafy.mjs';
import * as root from './root.mjs';
import * as v from './vegetable.mjs';
import * as f from './fruit.mjs';
import * as t from './tropical.mjs';
import * as h from './heap.mjs';
import { watermelonWedge } from './melon.mjs';
import * as k from './packed.mjs';
import { MOODS } from './stage.mjs';
import { circle, line, path, put, Scene } from './svg.mjs';

/** `[mood, draw]` by category: a motif on a pale disc, 96 × 96. */
const ICONS = {
  'c-fruit': ['red', (s) => put(f.apple(s), 48, 53, 0.3)],
  'c-pome': ['lime', (s) => put(f.pear(s), 48, 52, 0.26, 6)],
  'c-citrus': ['orange', (s) => put(f.slice(s, '#f58a1f', '#ffa52e', { segments: 8 }), 48, 48, 0.32)],
  'c-berry': ['pink', (s) => put(t.strawberry(s), 48, 47, 0.3)],
  'c-tropical': ['yellow', (s) => put(watermelonWedge(s), 48, 45, 0.26)],
  'c-vegetable': ['green', (s) => put(leafy.pakchoi(s), 48, 80, 0.2)],
  'c-leaf': ['mint', (s) => put(leafy.spinach(s), 48, 76, 0.21)],
  'c-root': ['orange', (s) => put(root.carrot(s), 49, 54, 0.19, 24)],
  'c-fruiting': ['red', (s) => put(v.tomato(s), 48, 50, 0.3)],
  'c-meat': ['clay', (s) => put(meat.shank(s), 48, 50, 0.19, -10)],
  'c-egg': ['wheat', (s) => put(meat.egg(s, '#e6bd92'), 38, 46, 0.28, -12) + put(meat.egg(s, '#dcab7c'), 58, 52, 0.28, 10)],
  'c-red-meat': ['pink', (s) => put(meat.porkBelly(s), 48, 52, 0.14)],
  'c-poultry': ['yellow', (s) => put(meat.chicken(s), 45, 54, 0.145)],
  'c-soy': ['wheat', (s) => put(meat.tofuCube(s, { burnt: false, side: '#f2dfb8' }), 44, 50, 0.36)],
  'c-aquatic': ['blue', (s) => put(sea.fish(s), 46, 48, 0.135)],
  'c-fish': ['mint', (s) => put(sea.fish(s, { back: '#6f8f9f', belly: '#eef3f2', fin: '#8fb0bd' }), 46, 48, 0.135)],
  'c-shellfish': ['peach', (s) => put(sea.prawn(s), 46, 54, 0.25)],
  'c-grain': ['wheat', (s) => put(k.sack(s, '#e6d3ac', '米'), 48, 82, 0.18)],
  'c-rice': [
    'blue',
    (s) =>
      put(
        h.bowl(s, path('M-130 4C-120-70-60-100 0-100C60-100 120-70 130 4Z', s.linear(['#fff', '#ece4d2'])), { w: 290, band: '#4f7fae' }),
        48,
        48,
        0.22,
      ),
  ],
  'c-coarse': ['yellow', (s) => put(h.ear(s, '#dfa02c', 250), 40, 84, 0.26, 4)],
  'c-oil': ['lime', (s) => put(k.bottle(s, '#e9ae2c', '', { cap: '#c23f2e', h: 430, w: 190 }), 48, 84, 0.17)],
  'c-noodle': [
    'sand',
    (s) =>
      put(
        h.bowl(
          s,
          path('M-130 4C-120-60 120-60 130 4Z', '#f3deb0') +
            line('M-110-6C-60-70 40-60 100-10M-60-26C0-60 70-30 90 6M-104 2C-80-30-20-50 60-36', '#d9b873', 9),
          { w: 290, color: '#3f6f8a', band: '#e8d9b8' },
        ),
        48,
        44,
        0.22,
      ),
  ],
  'c-dry': ['clay', (s) => put(h.chestnut(s), 48, 48, 0.42)],
  'c-fungus': ['sand', (s) => put(h.mushroom(s), 48, 50, 0.31)],
  'c-nut': ['wheat', (s) => put(h.walnut(s), 48, 48, 0.4)],
  'c-dried-fruit': ['red', (s) => put(h.jujube(s), 40, 42, 0.36, -20) + put(h.jujube(s), 56, 56, 0.36, 14)],
  'c-tea': ['green', (s) => put(k.teacup(s, '#b7bf4a'), 44, 48, 0.27)],
  'c-tea-leaf': ['mint', (s) => put(k.tin(s, '#2f6b4a', '茶'), 48, 82, 0.2)],
  'c-flower-tea': ['yellow', (s) => put(h.blossom(s, '#fff3b0', '#e8b62e', { petals: 10, long: 70, wide: 16 }), 48, 48, 0.46)],
  'c-honey': ['orange', (s) => put(k.jar(s, '#e9a227', '蜜', { lid: '#7a4a24' }), 48, 82, 0.2)],
  'c-pantry': ['clay', (s) => put(k.crock(s, '#7a3a26', '酱'), 48, 80, 0.2)],
  'c-sauce': ['sand', (s) => put(k.bottle(s, '#4a1f18', '', { h: 430, w: 170 }), 48, 84, 0.17)],
  'c-chili': ['red', (s) => put(v.screwPepper(s, '#d8322b'), 46, 48, 0.21, 30)],
  'c-seasoning': ['peach', (s) => put(h.blossom(s, '#96532c', '#5b2a12', { petals: 8, long: 70, wide: 15, inner: false }), 48, 48, 0.46)],
};

export function icons() {
  return Object.entries(ICONS).map(([id, [mood, draw]]) => {
    const s = new Scene(id);
    const [wall, , , low] = MOODS[mood];
    const inner = circle(48, 48, 48, s.linear([wall, low])) + draw(s);
    return [`categories/${id}`, s.toString(96, 96, inner)];
  });
}
