import { dark, light, line, path, put, smooth } from './svg.mjs';

/** A bunch of pak choi standing on its root at the origin, about 330 high. */
export function pakchoi(s) {
  const blade = smooth([
    [0, -150],
    [46, -168],
    [70, -218],
    [58, -272],
    [20, -308],
    [-24, -306],
    [-60, -268],
    [-70, -214],
    [-46, -166],
  ]);
  const one = s.part(
    path(
      'M-34 0C-52-60-30-120-16-168H16C30-120 52-60 34 0Z',
      s.linear(
        [
          [0, '#b9d890'],
          [0.5, '#f2f7dc'],
          [1, '#a9cc80'],
        ],
        [0, 0, 1, 0],
      ),
    ) +
      path(blade, s.round('#3f8a3b', 0.25, 0.4)) +
      line('M0-150V-284M0-200L38-232M0-200L-38-232M0-240L28-264M0-240L-28-264', '#cfe6b0', 6, 'opacity=".75"'),
  );
  return (
    [
      [-34, 0.94],
      [34, 0.94],
      [-19, 1],
      [19, 1],
      [0, 0.98],
    ]
      .map(([turn, size]) => one(0, 0, size, turn))
      .join('') +
    path('M-64-52C-70-10-36 14 0 14C36 14 70-10 64-52C40-20-40-20-64-52Z', s.linear(['#f4f9e4', '#b6d48c'])) +
    line('M-30-46Q-24-14-8 6M30-46Q24-14 8 6', '#a5c47a', 3.5, 'opacity=".8"')
  );
}

export function spinach(s) {
  const blade = smooth([
    [0, -160],
    [34, -150],
    [62, -172],
    [52, -224],
    [24, -286],
    [0, -310],
    [-24, -286],
    [-52, -224],
    [-62, -172],
    [-34, -150],
  ]);
  const one = s.part(
    line('M0 0Q8-90 0-190', '#7fb04f', 13) +
      path(blade, s.round('#2f7a39', 0.28, 0.42)) +
      line('M0-160V-290M0-200L30-222M0-200L-30-222M0-240L20-258M0-240L-20-258', '#9fce84', 4.5, 'opacity=".7"'),
  );
  return (
    [
      [-52, 0.8],
      [52, 0.8],
      [-34, 0.95],
      [34, 0.95],
      [-14, 1.04],
      [16, 1.02],
      [0, 0.9],
    ]
      .map(([turn, size]) => one(0, 0, size, turn))
      .join('') +
    path(
      'M-34-40C-26-6-14 10-6 46Q0 66 6 46C14 10 26-6 34-40Q0-56-34-40Z',
      s.linear([
        [0, '#8fbc5c'],
        [0.45, '#e07a8c'],
        [1, '#b8324f'],
      ]),
    )
  );
}

export function napa(s) {
  const shell = (w, h, edge, body) =>
    path(
      smooth([
        [0, 150],
        [-w * 0.62, 128],
        [-w, 20],
        [-w * 0.86, -h * 0.6],
        [-w * 0.5, -h * 0.92],
        [-w * 0.2, -h * 0.86],
        [0, -h],
        [w * 0.2, -h * 0.86],
        [w * 0.5, -h * 0.92],
        [w * 0.86, -h * 0.6],
        [w, 20],
        [w * 0.62, 128],
      ]),
      s.linear([
        [0, edge],
        [0.5, body],
        [1, '#fbfbee'],
      ]),
    );
  return (
    put(shell(112, 180, '#8fbf55', '#d9e9a8'), 0, 0) +
    put(shell(84, 196, '#b4d36c', '#eef3c2'), -34, 2, 1, -7) +
    put(shell(84, 196, '#a8cc60', '#e8f0b8'), 36, 4, 1, 8) +
    put(shell(74, 176, '#d3df7a', '#f8f7d2'), 0, 10) +
    line('M0 140V-90M0 40L-34-50M0 40L34-50M-54 120Q-84 30-70-80M54 120Q84 30 70-80', '#fff', 8, 'opacity=".6"') +
    line('M0-20L-22-92M0-20L22-92', '#c4d479', 4, 'opacity=".8"')
  );
}

/** A head of leaves seen from above: frilled petals in rings, dark outside and pale in the heart. */
export function rosette(s, rings, edge = 0.3) {
  const frill = [
    [0, 0],
    [-50, -36],
    [-76, -84],
    [-66, -110],
    [-44, -104],
    [-30, -126],
    [-8, -114],
    [12, -128],
    [34, -112],
    [56, -114],
    [76, -86],
    [50, -36],
  ];
  const outline = smooth(frill);
  return rings
    .map(([count, reach, size, color], ring) => {
      const fill = s.linear([
        [0, light(color, edge)],
        [0.4, color],
        [1, dark(color, 0.3)],
      ]);
      const petal = s.part(
        path(outline, fill, `stroke="${dark(color, 0.25)}" stroke-width="2" stroke-opacity=".45"`) +
          line('M0-20V-96M0-40L-34-84M0-40L34-84', light(color, 0.6), 4, 'opacity=".45"'),
      );
      return Array.from({ length: count }, (_, index) => {
        const turn = (index * 360) / count + ring * 21;
        const angle = ((turn - 90) * Math.PI) / 180;
        return petal(Math.round(Math.cos(angle) * reach), Math.round(Math.sin(angle) * reach), size, Math.round(turn));
      }).join('');
    })
    .join('');
}

export function lettuce(s) {
  return rosette(s, [
    [9, 76, 1.05, '#5fa63f'],
    [8, 48, 0.95, '#80bf55'],
    [7, 26, 0.8, '#a3d472'],
    [5, 10, 0.62, '#c9e894'],
    [4, 2, 0.4, '#e6f5bd'],
  ]);
}
