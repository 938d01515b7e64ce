import { circle, dark, light, line, mix, num, oval, path, smooth, stem } from './svg.mjs';

export function tomato(s, color = '#e4483a') {
  const sepal = s.part(path('M0 0C12-6 16-30 40-54C14-46-8-30 0 0Z', s.linear(['#7fb04f', '#477a35'])));
  return (
    path('M0-72C40-96 112-74 112 4C112 70 62 94 0 94C-62 94-112 70-112 4C-112-74-40-96 0-72Z', s.round(color, 0.34, 0.28)) +
    line('M-46-78Q-84-20-62 60M46-78Q84-20 62 60', dark(color, 0.3), 7, 'opacity=".14"') +
    [0, 62, 124, 190, 255, 310].map((turn) => sepal(0, -68, 0.9, turn, 0.6)).join('') +
    stem('M0-70Q2-92 14-102', '#5f8a3f', 9) +
    s.gloss(-56, -26, 28, 36, 30, 0.75)
  );
}

export function tomatoHalf(s, color = '#e4483a') {
  const seed = s.part(oval(0, 0, 4.5, 7, '#ffe7a8', 'stroke="#e9a93f" stroke-width="1.5"'));
  const lobe = s.part(
    path('M0-20C34-40 56-66 30-80Q0-90-30-80C-56-66-34-40 0-20Z', s.radial(['#f58f4a', '#e2542f'], [0.5, 0.4, 0.6])) +
      seed(-20, -62, 1, 30) +
      seed(4, -52, 1, 0) +
      seed(22, -66, 1, -30) +
      seed(0, -74, 1, 8),
  );
  return (
    circle(0, 0, 104, color) +
    circle(0, 0, 97, s.radial([light(color, 0.55), light(color, 0.22)], [0.5, 0.5, 0.5])) +
    [0, 72, 144, 216, 288].map((turn) => lobe(0, 0, 0.98, turn)).join('') +
    circle(0, 0, 16, light(color, 0.6)) +
    s.gloss(-40, -56, 40, 20, -30, 0.5)
  );
}

/** A long fruit bent like a bow, about 460 long, its stem left: eggplant, cucumber. */
export function bow(s, color, { thick = 56, calyx = '#5d8a45', ridges = false } = {}) {
  const d = `M-210-${thick * 0.5}C-120-${thick * 1.15} 110-${thick * 1.3} 214 ${thick * 0.15}C238 ${thick * 0.7} 214 ${thick * 1.2} 178 ${thick * 1.15}C90 ${thick * 0.5}-110 ${thick * 0.55}-208 ${thick * 0.55}Q-226 0-210-${thick * 0.5}Z`;
  return (
    path(
      d,
      s.linear(
        [
          [0, light(color, 0.4)],
          [0.3, color],
          [1, dark(color, 0.42)],
        ],
        [0.4, 0, 0.55, 1],
      ),
    ) +
    (ridges
      ? `<g ${s.clip(path(d, '#fff'))}>${line(`M-220-6C-100-44 100-52 220 30M-220 14C-100-8 90-16 200 50M-220-22C-100-66 110-74 224 10`, light(color, 0.5), 3.5, 'opacity=".55" stroke-dasharray="20 12"')}</g>`
      : '') +
    line(
      `M-150-${num(thick * 0.42)}C-60-${num(thick * 0.78)} 60-${num(thick * 0.8)} 150-${num(thick * 0.25)}`,
      '#fff',
      9,
      'opacity=".38"',
    ) +
    path(
      `M-218-${thick * 0.62}Q-160-${thick * 0.7}-150-${thick * 0.3}Q-172-8-148 ${thick * 0.1}Q-170 ${thick * 0.25}-160 ${thick * 0.55}Q-200 ${thick * 0.75}-220 ${thick * 0.55}Q-236 0-218-${thick * 0.62}Z`,
      s.linear([light(calyx, 0.3), dark(calyx, 0.2)]),
    ) +
    stem('M-222 0Q-248-4-262-22', dark(calyx, 0.1), 15)
  );
}

export function cucumberSlice(s) {
  const seed = s.part(oval(0, -34, 5, 11, '#f6fbe0', 'stroke="#b5d28a" stroke-width="2"'));
  return (
    circle(0, 0, 78, '#3f7d3a') +
    circle(
      0,
      0,
      71,
      s.radial(
        [
          [0, '#e6f2c4'],
          [0.62, '#d5e9a8'],
          [1, '#a8cf74'],
        ],
        [0.5, 0.5, 0.5],
      ),
    ) +
    Array.from({ length: 9 }, (_, index) => seed(0, 0, 1, index * 40)).join('')
  );
}

/** A wrinkled green pepper, hanging. */
export function screwPepper(s, color = '#5d9a35') {
  const d = smooth([
    [-30, -150],
    [30, -152],
    [44, -100],
    [28, -60],
    [44, -20],
    [22, 24],
    [34, 64],
    [10, 110],
    [16, 150],
    [-2, 190],
    [-12, 150],
    [-26, 104],
    [-12, 66],
    [-38, 26],
    [-22, -18],
    [-46, -58],
    [-34, -104],
  ]);
  return (
    path(
      d,
      s.linear(
        [
          [0, light(color, 0.4)],
          [0.42, color],
          [1, dark(color, 0.4)],
        ],
        [0, 0, 1, 0.15],
      ),
    ) +
    line(
      'M-26-96Q0-78 30-92M-34-52Q-6-36 30-54M-20-10Q6 4 34-14M-26 34Q-4 46 20 30M-12 74Q4 84 24 70',
      dark(color, 0.4),
      5,
      'opacity=".5"',
    ) +
    line('M-18-120Q-24-96-14-84M-28-40Q-16-20-18-2', '#fff', 7, 'opacity=".5"') +
    path('M-34-148Q0-170 34-150Q18-132 0-138Q-18-130-34-148Z', '#4b7a2f') +
    stem('M0-156Q-4-192 18-210', '#5f8a38', 11)
  );
}

export function corn(s) {
  const d = 'M0-200C44-190 66-110 62 0C60 90 40 170 0 184C-40 170-60 90-62 0C-66-110-44-190 0-200Z';
  const kernels = s.pattern(
    27,
    25,
    path('M2 2h23v21H2z', 'none') +
      `<rect x="1.5" y="1.5" width="24" height="22" rx="9" fill="#fbd23f"/><rect x="5" y="4" width="9" height="7" rx="3.5" fill="#fff3b0"/>`,
  );
  const husk = s.part(
    path(
      'M0 200C-110 150-140 10-96-120C-66-60-40 60 0 200Z',
      s.linear(
        [
          [0, '#c5dd8c'],
          [1, '#6b9f43'],
        ],
        [0, 0, 1, 1],
      ),
    ) + line('M-92-108C-92 0-60 110-6 192M-80-60C-74 20-50 110-8 180', '#eef6cf', 3.5, 'opacity=".6"'),
  );
  return (
    path(d, '#e5a51c') +
    path(d, kernels) +
    path(
      d,
      s.linear(
        [
          [0, '#fff', 0.22],
          [0.45, '#fff', 0],
          [1, '#8a4a00', 0.45],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    husk(0, 0, 1) +
    husk(0, 0, -1, 0, 1) +
    path('M-40 150Q0 120 40 150Q30 220 0 224Q-30 220-40 150Z', s.linear(['#b9d67f', '#7aa84d']))
  );
}

export function pod(s, color = '#8fbf4f') {
  const d = smooth([
    [-128, 4],
    [-100, -24],
    [-66, -36],
    [-32, -26],
    [0, -40],
    [34, -27],
    [66, -36],
    [100, -22],
    [134, 6],
    [100, 24],
    [66, 32],
    [34, 26],
    [0, 36],
    [-32, 26],
    [-66, 32],
    [-100, 20],
  ]);
  return (
    path(d, s.linear([light(color, 0.4), color, dark(color, 0.3)])) +
    [-66, 0, 66].map((x) => oval(x, -2, 28, 24, s.round(mix(color, '#b6dc78', 0.5), 0.4, 0.16), 'opacity=".85"')).join('') +
    stem('M-128 4Q-146 2-156-10', dark(color, 0.3), 7) +
    line('M-100-12Q0-46 100-12', '#fff', 4, 'opacity=".4"')
  );
}
