import { circle, dark, leaf, light, line, mix, num, oval, path, put, smooth, stem } from './svg.mjs';

const APPLE = 'M0-66C26-96 96-94 106-22C113 44 64 106 30 102C12 99-12 99-30 102C-64 106-113 44-106-22C-96-94-26-96 0-66Z';

/** An apple of radius 100. */
export function apple(s, { skin = '#d8382f', cheek = '#f3c24a', leafy = true } = {}) {
  const fill = s.radial(
    [
      [0, light(cheek, 0.25)],
      [0.3, mix(cheek, skin, 0.55)],
      [0.62, skin],
      [1, dark(skin, 0.36)],
    ],
    [0.34, 0.24, 0.85],
  );
  const stripes = [-70, -38, 34, 66].map((x) => `M${num(x * 0.3)}-58Q${x}-20 ${num(x * 0.9)} ${58}`).join('');
  return (
    path(APPLE, fill) +
    line(stripes, cheek, 5, 'opacity=".28"') +
    oval(
      0,
      -62,
      34,
      12,
      s.radial(
        [
          [0, dark(skin, 0.6), 0.75],
          [1, dark(skin, 0.5), 0],
        ],
        [0.5, 0.5, 0.5],
      ),
    ) +
    stem('M2-60Q4-92 18-116') +
    (leafy ? leaf(s, 10, -88, 92, -24) : '') +
    s.gloss(-48, -34, 30, 46, 24, 0.75)
  );
}

/** Half an apple, cut face to us. */
export function appleHalf(s, { skin = '#d8382f', flesh = '#fff6d8', heart = '#f5e3a6' } = {}) {
  const seed = s.part(path('M0-13C8-4 7 8 0 12C-7 8-8-4 0-13Z', s.linear(['#8a5024', '#4a2710'])));
  return (
    path(APPLE, skin) +
    put(
      path(
        APPLE,
        s.radial(
          [
            [0, heart],
            [0.45, flesh],
            [1, '#f7e7b4'],
          ],
          [0.5, 0.5, 0.6],
        ),
      ),
      0,
      1,
      0.93,
    ) +
    path('M0-40C40-52 58 4 0 56C-58 4-40-52 0-40Z', heart, `stroke="${dark(heart, 0.14)}" stroke-width="3" opacity=".8"`) +
    seed(-15, 8, 1, 14) +
    seed(15, 8, 1, -14) +
    stem('M2-60Q4-84 12-100', '#7a5a34', 7)
  );
}

export function pear(s, { skin = '#c9c65a', blush = '#d98a4a' } = {}) {
  const d = 'M0-118C30-120 36-74 48-42C64-6 100 20 96 68C92 114 42 126 0 124C-42 126-92 114-96 68C-100 20-64-6-48-42C-36-74-30-120 0-118Z';
  const dots = s.pattern(26, 24, circle(6, 6, 1.7, dark(skin, 0.35)) + circle(18, 17, 1.3, dark(skin, 0.35)), 'rotate(16)');
  return (
    path(d, s.round(skin, 0.5, 0.3)) +
    path(
      d,
      s.radial(
        [
          [0, blush, 0.75],
          [1, blush, 0],
        ],
        [0.82, 0.62, 0.5],
      ),
    ) +
    path(d, dots, 'opacity=".5"') +
    stem('M0-114Q4-146 20-164', '#76552f', 10) +
    s.gloss(-40, 26, 24, 56, 16, 0.7)
  );
}

/** A round pear with freckles, radius 100. */
export function sandPear(s, skin) {
  const freckles = s.pattern(22, 20, circle(5, 5, 1.8, light(skin, 0.6)) + circle(16, 14, 1.5, dark(skin, 0.3)), 'rotate(18)');
  return (
    oval(0, 4, 106, 98, s.round(skin, 0.5, 0.32)) +
    oval(0, 4, 104, 96, freckles, 'opacity=".7"') +
    oval(0, -84, 30, 9, dark(skin, 0.3), 'opacity=".5"') +
    stem('M0-82Q4-124 24-146', '#6b4a28', 10) +
    s.gloss(-40, -34, 32, 40, 30, 0.7)
  );
}

export function sandPearHalf(s, skin) {
  const seed = s.part(path('M0-13C8-4 7 8 0 12C-7 8-8-4 0-13Z', '#4a2710'));
  return (
    oval(0, 4, 106, 98, skin) +
    oval(0, 4, 98, 90, s.radial(['#f1ecd2', '#fffef6', '#f6eed2'], [0.5, 0.5, 0.55])) +
    oval(0, 8, 30, 36, '#efe8c8') +
    seed(-13, 8, 1, 14) +
    seed(13, 8, 1, -14) +
    stem('M0-92Q4-116 14-130', '#6b4a28', 8)
  );
}

export function peach(s, { base = '#fde0b4', blush = '#f2647a' } = {}) {
  const d = 'M-6-92C50-116 112-70 108 0C104 62 48 92 6 112C-44 92-106 62-108 0C-110-66-60-106-6-92Z';
  return (
    leaf(s, 0, -80, 130, -152, '#6aa84f', 0.22) +
    leaf(s, 0, -82, 140, -20, '#6aa84f', 0.22) +
    path(
      d,
      s.radial(
        [
          [0, light(base, 0.4)],
          [0.35, base],
          [0.72, mix(base, blush, 0.75)],
          [1, dark(blush, 0.2)],
        ],
        [0.3, 0.62, 0.95],
      ),
    ) +
    line('M-4-92C34-50 38 30 8 108', dark(blush, 0.25), 5, 'opacity=".45"') +
    line('M-9-88C28-46 31 30 2 104', '#fff', 4, 'opacity=".35"') +
    stem('M-4-88Q-4-102-12-112', '#6c5532', 9) +
    s.gloss(-50, -30, 26, 44, 22, 0.6)
  );
}

export function peachHalf(s) {
  const d = 'M-4-92C50-116 112-70 108 0C104 62 48 92 6 112C-44 92-106 62-108 0C-110-66-60-106-4-92Z';
  return (
    path(d, '#ee7284') +
    put(
      path(
        d,
        s.radial(
          [
            [0, '#f59aa0'],
            [0.32, '#fff0d4'],
            [1, '#ffe2c0'],
          ],
          [0.5, 0.52, 0.55],
        ),
      ),
      0,
      1,
      0.94,
    ) +
    path('M0-44C34-34 40 20 2 48C-38 22-34-34 0-44Z', s.round('#a4552f', 0.3, 0.4)) +
    line('M-12-24Q-4 4-10 28M10-26Q6 0 10 26', '#6d3319', 4, 'opacity=".5"')
  );
}

/** A round fruit with its stem: cherries, plums. */
export function berry(s, color, { bloom = 0.7, cleft = false } = {}) {
  return (
    circle(0, 0, 100, s.round(color, 0.3, 0.42)) +
    (cleft ? line('M6-98C40-50 42 40 12 98', dark(color, 0.4), 4, 'opacity=".4"') : '') +
    s.gloss(-36, -38, 30, 40, 36, bloom) +
    line('M62 52Q40 82 2 86', light(color, 0.45), 8, 'opacity=".35"')
  );
}

/** Half a plum: red flesh around the stone. */
export function plumHalf(s) {
  return (
    circle(0, 0, 100, '#7d2f52') +
    circle(
      0,
      0,
      93,
      s.radial(
        [
          [0, '#ffcf8a'],
          [0.4, '#f0764f'],
          [0.75, '#d9304f'],
          [1, '#b01f45'],
        ],
        [0.5, 0.5, 0.52],
      ),
    ) +
    line('M0-84V-52M0 52V84M-84 0H-50M50 0H84M-60-60L-38-38M60-60L38-38M-60 60L-38 38M60 60L38 38', '#ffc9a0', 4, 'opacity=".4"') +
    oval(0, 2, 34, 42, s.round('#a5683a', 0.3, 0.4)) +
    line('M-10-24Q0 4-8 30M12-22Q6 4 12 28', '#6a3a1a', 4, 'opacity=".5"') +
    s.gloss(-36, -52, 40, 18, -30, 0.5)
  );
}

/** A citrus fruit of radius 100. */
export function citrus(s, color, { leafy = true, flat = 0.94 } = {}) {
  const pores = s.pattern(20, 18, circle(5, 5, 1.8, dark(color, 0.35)) + circle(15, 13, 1.5, light(color, 0.5)), 'rotate(20)');
  return (
    oval(0, 0, 100, 100 * flat, s.round(color, 0.42, 0.26)) +
    oval(0, 0, 98, 98 * flat, pores, 'opacity=".45"') +
    s.gloss(-36, -38, 36, 30, -38, 0.75) +
    path(
      smooth([
        [0, -12],
        [5, -3],
        [15, -2],
        [6, 5],
        [9, 14],
        [0, 8],
        [-9, 14],
        [-6, 5],
        [-15, -2],
        [-5, -3],
      ]),
      '#6d8a3a',
      `transform="translate(8 ${num(-86 * flat)})scale(1 .6)"`,
    ) +
    (leafy ? leaf(s, 8, -88 * flat, 100, -28, '#4f8f3f') + leaf(s, 6, -88 * flat, 76, 200, '#5c9c48') : '')
  );
}

/** A cut citrus fruit, radius 100. */
export function slice(s, rind, flesh, { segments = 10, pith = '#fff4dc', thick = 12 } = {}) {
  const half = 180 / segments - 2.2;
  const reach = 100 - thick;
  const radians = (half * Math.PI) / 180;
  const [x, y] = [Math.sin(radians) * reach, -Math.cos(radians) * reach];
  const wedge = `M0-10L${num(-x * 0.93)} ${num(y * 0.9)}Q${num(-x)} ${num(-reach)} 0 ${num(-reach)}Q${num(x)} ${num(-reach)} ${num(x * 0.93)} ${num(y * 0.9)}Z`;
  const pips = `M0-30V${num(-reach + 22)}M-7-58l-4-12M8-48l4-14`;
  const one = s.part(path(wedge, s.linear([dark(flesh, 0.06), light(flesh, 0.3)])) + line(pips, '#fff', 2.4, 'opacity=".45"'));
  return (
    circle(0, 0, 100, s.round(rind, 0.2, 0.2)) +
    circle(0, 0, 94, pith) +
    Array.from({ length: segments }, (_, index) => one(0, 0, 1, (index * 360) / segments)).join('') +
    circle(0, 0, 8, pith) +
    s.gloss(-30, -40, 44, 30, -30, 0.35)
  );
}
