import { circle, dark, light, line, mix, num, oval, path, put, random, ruffled, smooth } from './svg.mjs';

/** Things in a mound, back ones first: `parts` are placers, `rows` say how many lie in each row from the back. */
export function mound(s, parts, { rows, step, rise, size = 1, turn = 24, spread = 1 }) {
  const all = rows.flatMap((count, row) =>
    Array.from({ length: count }, (_, index) => {
      const part = parts[Math.floor(s.random() * parts.length)];
      return part(
        (index - (count - 1) / 2) * step * spread + s.between(-0.12, 0.12) * step,
        row * rise + s.between(-0.14, 0.14) * rise,
        size,
        Math.round(s.between(-turn, turn)),
      );
    }),
  );
  return all.join('');
}

/** A heap of grain `w` wide and `h` high, standing at the origin; `colors` of the grains, `size` of one. */
export function grainHeap(s, w, h, colors, { rx = 7, ry = 4, shade = 0.3, count = 13 } = {}) {
  const base = colors[0];
  const cell = rx * 6;
  const chance = random(colors.join());
  const grains = colors.map((color) => s.part(oval(0, 0, rx, ry, color, `stroke="${dark(color, 0.24)}"`)));
  const spots = Array.from({ length: count }, (_, index) =>
    grains[index % grains.length](Math.round(chance() * cell), Math.round(chance() * cell * 0.8), 1, Math.round(chance() * 140 - 70)),
  );
  const grain = s.pattern(cell, num(cell * 0.8), spots.join(''));
  const d = `M${-w / 2} 0C${-w * 0.36} ${-h * 0.5} ${-w * 0.2} ${-h} 0 ${-h}C${w * 0.2} ${-h} ${w * 0.36} ${-h * 0.5} ${w / 2} 0Q0 ${w * 0.14} ${-w / 2} 0Z`;
  return (
    path(d, dark(base, 0.14)) +
    path(d, grain) +
    path(
      d,
      s.radial(
        [
          [0, '#fff', 0.4],
          [0.5, '#fff', 0],
          [1, '#3a2010', shade * 1.7],
        ],
        [0.36, 0.2, 0.85],
      ),
    )
  );
}

/** A bowl at the origin (its rim's middle), filled by `inner` drawn from the rim up. */
export function bowl(s, inner, { w = 300, color = '#f7f3ea', band = '#5b86b0' } = {}) {
  const x = w / 2;
  const depth = w * 0.42;
  return (
    s.shadow(0, depth, w * 0.56, w * 0.1) +
    path(`M${-x * 0.36} ${depth - 8}h${x * 0.72}l-8 20h${-x * 0.72 + 16}z`, dark(color, 0.25)) +
    oval(0, 0, x, x * 0.26, dark(color, 0.18)) +
    inner +
    path(
      `M${-x} 0C${-x} ${depth * 0.62} ${-x * 0.5} ${depth} ${-x * 0.36} ${depth}H${x * 0.36}C${x * 0.5} ${depth} ${x} ${depth * 0.62} ${x} 0A${x} ${x * 0.26} 0 0 1 ${-x} 0Z`,
      s.upright(color),
    ) +
    line(`M${-x + 6} ${depth * 0.2}A${x} ${x * 0.27} 0 0 0 ${x - 6} ${depth * 0.2}`, band, 7, 'opacity=".75"') +
    line(`M${-x} 0A${x} ${x * 0.26} 0 0 0 ${x} 0`, '#fff', 6, 'opacity=".9"')
  );
}

export function mushroom(s) {
  const crack = line(
    'M-40-58Q-20-30-34-6M-10-66Q-4-34-16-2M30-62Q20-32 34-8M58-40Q50-20 62 2M-70-36Q-60-22-74-4M-62-30Q-20-40 10-32T70-28M-78-8Q-30-16 10-10T82-8',
    '#f6e6c8',
    5,
  );
  const cap = 'M-100 6C-104-60-50-92 0-92C50-92 104-60 100 6C60 22-60 22-100 6Z';
  return (
    path('M-24 8C-18 40-26 70-20 84Q0 92 20 84C26 70 18 40 24 8Z', s.upright('#e9d3aa')) +
    path(
      cap,
      s.radial([
        [0, '#b9834d'],
        [0.55, '#855126'],
        [1, '#4c2b12'],
      ]),
    ) +
    crack +
    path('M-100 6C-60 22 60 22 100 6C84 30-84 30-100 6Z', s.linear(['#f0ddb6', '#c9a878'])) +
    s.gloss(-36, -56, 36, 20, -20, 0.35)
  );
}

export function woodEar(s) {
  return (
    path(
      ruffled(92, 66, 6, 0.1, 0.4),
      s.radial([
        [0, '#7d6a60'],
        [0.4, '#3b2e2a'],
        [1, '#171110'],
      ]),
    ) +
    path(
      ruffled(56, 36, 5, 0.14, 1),
      s.radial([
        [0, '#1d1513'],
        [1, '#51433d'],
      ]),
      'transform="translate(-6 6)"',
    ) +
    line('M-74-20Q-40-54 10-56Q56-52 80-20', '#a5938a', 5, 'opacity=".7"') +
    s.gloss(-30, -34, 30, 12, -18, 0.45)
  );
}

/** A bamboo fungus: stalk, cap and its lace skirt. */
export function bambooFungus(s) {
  const lace = s.pattern(24, 24, circle(12, 12, 7.5, '#a99a5a'), 'rotate(45)scale(.8)');
  const skirt = 'M-30-120C-72-104-108-20-100 60Q-78 86-50 70Q-26 92 0 74Q26 92 50 70Q78 86 100 60C108-20 72-104 30-120Z';
  return (
    path('M-26-120C-30-40-32 60-24 150Q0 160 24 150C32 60 30-40 26-120Z', s.upright('#f6ecd0')) +
    path(skirt, '#fff8e2', 'stroke="#d9c184" stroke-width="3"') +
    path(skirt, lace, 'opacity=".7"') +
    path(
      skirt,
      s.radial(
        [
          [0, '#fff', 0.5],
          [0.6, '#fff', 0],
          [1, '#8a6a2a', 0.35],
        ],
        [0.4, 0.4, 0.65],
      ),
    ) +
    line('M-100 60Q-78 86-50 70Q-26 92 0 74Q26 92 50 70Q78 86 100 60', '#fff9e8', 8) +
    path('M-44-112C-46-160-20-186 0-186C20-186 46-160 44-112Q0-96-44-112Z', s.round('#c9a866', 0.35, 0.35)) +
    s.gloss(-10, -150, 12, 22, 10, 0.5)
  );
}

export function hickory(s) {
  return (
    circle(0, 0, 60, s.round('#a8713d', 0.36, 0.42)) +
    line('M-50-26Q-10-10 46-34M-56 10Q0 24 54 4M-34 42Q4 50 36 40', '#5f391a', 4, 'opacity=".5"') +
    path('M-14-60L2-6L-8 30L14 58', 'none', 'stroke="#3f240f" stroke-width="6"') +
    line('M-10-50L6-6', '#f3d9a8', 3, 'opacity=".8"') +
    s.gloss(-22, -24, 18, 14, -30, 0.5)
  );
}

export function walnut(s) {
  const wrinkle =
    'M-50-30Q-30-50-24-20T-46 20M-34 40Q-14 20-20 50M24-52Q44-40 28-16T54 10M20 30Q40 24 34 48M-12-60Q-20-20-14 0T-14 62M12-60Q18-20 14 4T14 60';
  return (
    oval(0, 0, 72, 66, s.round('#c99c62', 0.4, 0.36)) +
    line(wrinkle, '#7c5326', 4.5, 'opacity=".6"') +
    line('M0-66Q6 0 0 66', '#8d6333', 6) +
    line('M-4-64Q2 0-4 64', '#f3d9a8', 2.5, 'opacity=".8"') +
    s.gloss(-26, -30, 18, 14, -30, 0.5)
  );
}

export function walnutKernel(s) {
  return (
    path(ruffled(58, 52, 7, 0.1, 0.2), s.round('#e3bd7e', 0.4, 0.28)) +
    line('M-36-16Q-20-36-8-18T-8 24M30-26Q10-30 16-6T36 18M-40 12Q-24 6-22 30M12 42Q22 20 10 12', '#a8763a', 5, 'opacity=".65"') +
    line('M0-48V48', '#b98845', 4)
  );
}

export function chestnut(s) {
  return (
    path(
      'M0-62C34-52 72-20 68 22C62 58 30 64 0 64C-30 64-62 58-68 22C-72-20-34-52 0-62Z',
      s.radial([
        [0, '#d98a4e'],
        [0.4, '#8e4420'],
        [1, '#45190a'],
      ]),
    ) +
    path('M-64 30C-40 44 40 44 64 30C56 60 30 64 0 64C-30 64-56 60-64 30Z', '#d9b184') +
    line('M-34-30Q-44 0-36 26M34-30Q44 0 36 26M0-54V34', '#5a2510', 3, 'opacity=".4"') +
    s.gloss(-24, -14, 13, 26, 24, 0.75)
  );
}

export function peanut(s) {
  const d = smooth([
    [-92, 0],
    [-74, -34],
    [-36, -38],
    [0, -24],
    [38, -40],
    [78, -30],
    [94, 4],
    [74, 38],
    [36, 40],
    [0, 26],
    [-36, 40],
    [-76, 34],
  ]);
  return (
    path(d, s.round('#e3bd82', 0.42, 0.32)) +
    path(
      d,
      s.pattern(
        22,
        20,
        path('M3 3h9v8H3zM13 12h7v7h-7z', 'none', 'stroke="#a5783c" stroke-width="2" stroke-linejoin="round"'),
        'rotate(8)',
      ),
      'opacity=".55"',
    ) +
    s.gloss(-36, -16, 24, 9, -6, 0.5)
  );
}

export function peanutKernel(s) {
  return (
    oval(0, 0, 34, 23, s.round('#c4453a', 0.4, 0.35)) +
    line('M-26-4Q0-10 26-2', '#7f1f1c', 2, 'opacity=".5"') +
    s.gloss(-10, -9, 13, 6, -8, 0.6)
  );
}

export function jujube(s) {
  return (
    oval(0, 0, 62, 46, s.round('#a8281f', 0.28, 0.46)) +
    line('M-46-14Q-20-4-36 12M-16-34Q-2-10-18 10T-10 38M18-36Q10-8 26 4T16 36M44-22Q36-2 48 12', '#5f0d0c', 4, 'opacity=".5"') +
    line('M-30-28Q-12-20-22-6M6-36Q0-16 12-8M34-28Q28-12 38-4', '#f08a72', 3, 'opacity=".55"') +
    oval(60, 0, 4, 7, '#5c3a1c') +
    s.gloss(-18, -20, 24, 9, -10, 0.45)
  );
}

export function goji(s) {
  return (
    oval(0, 0, 30, 14, s.round('#cf2f24', 0.3, 0.36)) +
    line('M-20-4Q-2-8 16-2M-16 6Q2 2 20 6', '#7f1410', 2, 'opacity=".5"') +
    oval(30, 0, 3, 3, '#f2d9a0') +
    s.gloss(-8, -6, 12, 4, -4, 0.6)
  );
}

export function longan(s) {
  return (
    circle(0, 0, 58, s.round('#b98a4e', 0.4, 0.34)) +
    circle(0, 0, 56, s.pattern(18, 16, circle(4, 4, 2.2, '#7d5528') + circle(13, 11, 1.8, '#e6c692')), 'opacity=".55"') +
    circle(14, -48, 5, '#6b451d') +
    s.gloss(-20, -22, 20, 14, -30, 0.5)
  );
}

export function longanOpen(s) {
  return (
    circle(0, 0, 58, s.round('#b98a4e', 0.3, 0.3)) +
    oval(2, -4, 46, 42, s.radial(['#9a4f1e', '#6f2f10', '#421605'])) +
    s.gloss(-12, -18, 18, 10, -24, 0.7)
  );
}

/** A red pepper husk, open, its black seed gone. */
export function peppercorn(s) {
  const bumps = [
    [-12, -10],
    [-14, 8],
    [-2, 16],
    [-4, -18],
    [12, -14],
  ]
    .map(([x, y]) => circle(x, y, 3.4, '#f08d7a', 'opacity=".75"'))
    .join('');
  return (
    circle(0, 0, 25, s.round('#c93a34', 0.36, 0.36)) +
    bumps +
    path('M2-6C16-16 28-4 22 10C14 20 2 12 2-6Z', '#6b1a16') +
    path('M6-4C16-10 23-2 19 7C14 13 7 8 6-4Z', '#f3dfb4')
  );
}

/** A dried chrysanthemum bud or an open flower. */
export function blossom(s, petal, heart, { petals = 12, long = 58, wide = 14, inner = true } = {}) {
  const one = oval(0, -long * 0.6, wide, long * 0.5, s.linear([light(petal, 0.4), petal, dark(petal, 0.12)]));
  const half = s.part(Array.from({ length: Math.ceil(petals / 2) }, (_, index) => put(one, 0, 0, 1, (index * 360) / petals)).join(''));
  const ring = s.part(half(0, 0) + half(0, 0, 1, (Math.ceil(petals / 2) * 360) / petals));
  return ring(0, 0) + (inner ? ring(0, 0, 0.66, 180 / petals) : '') + circle(0, 0, long * 0.26, s.round(heart, 0.35, 0.2));
}

export function sugarCube(s) {
  return (
    path('M-50-20L-20-50H70L44-20Z', '#c98a4a') +
    path('M44-20L70-50V20L44 56Z', '#7d431c') +
    path('M-50-20H44V56H-50Z', s.linear(['#b87038', '#95562a'])) +
    path('M-50-20H44V56H-50Z', s.pattern(18, 18, circle(4, 5, 2, '#e8b878') + circle(13, 12, 1.6, '#6f3a16')), 'opacity=".6"') +
    line('M-46-18H40', '#f0c890', 4, 'opacity=".7"')
  );
}

/** An ear of wheat or rice leaning to the right. */
export function ear(s, color, long = 300) {
  const one = oval(0, -16, 10, 22, s.linear([light(color, 0.35), dark(color, 0.12)]));
  const grain = s.part(put(one, -9, 0, 1, -32) + put(one, 9, 8, 1, 42));
  const count = 9;
  const grains = Array.from({ length: count }, (_, index) => {
    const y = -long + 24 + index * 24;
    const x = (1 - (y + long) / long) ** 2 * 40;
    return grain(x, y);
  });
  return line(`M0 0Q0-${long * 0.5} 42-${long}`, mix(color, '#7d8a3a', 0.4), 6) + grains.join('') + put(one, 40, -long + 8, 1, 14);
}
