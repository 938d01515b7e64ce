import { circle, dark, letters, light, line, num, oval, path, put, rect } from './svg.mjs';

/** A cream label with upright letters, its middle at the origin. */
export function label(s, text, { w = 96, h = 220, ink = '#4a2f1c', paper = '#fdf6e4', sub = '', size = 44, seal = '#c2402f' } = {}) {
  const gap = size * 1.16;
  const top = -((text.length - 1) * gap) / 2 + size * 0.36 - (sub ? 12 : 0);
  return (
    rect(-w / 2, -h / 2, w, h, 8, paper) +
    rect(-w / 2 + 6, -h / 2 + 6, w - 12, h - 12, 5, 'none', `stroke="${ink}" stroke-width="2" opacity=".4"`) +
    letters(text, 0, top, size, ink, { vertical: true, spacing: 1.16 }) +
    (sub ? rect(-sub.length * 9 - 6, h / 2 - 36, sub.length * 18 + 12, 24, 4, seal) + letters(sub, 0, h / 2 - 18, 16, '#fff6e6') : '')
  );
}

/** A stand-up pouch, 300×420, its bottom at the origin. */
export function pouch(s, color, text, { sub = '田间集', window = '', paper, ink, accent = light(color, 0.42) } = {}) {
  const d = 'M-132-410H132C140-390 142-372 138-352C150-220 154-110 146-18Q0 22-146-18C-154-110-150-220-138-352C-142-372-140-390-132-410Z';
  const seam = s.pattern(8, 8, path('M0 0h3v8H0z', '#fff', 'opacity=".35"'));
  return (
    s.shadow(0, 2, 190, 34) +
    path(
      d,
      s.linear(
        [
          [0, dark(color, 0.22)],
          [0.16, light(color, 0.2)],
          [0.5, color],
          [0.86, dark(color, 0.08)],
          [1, dark(color, 0.3)],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    path('M-132-410H132C140-390 142-372 138-352H-138C-142-372-140-390-132-410Z', seam) +
    line('M-136-350H136', dark(color, 0.3), 3, 'opacity=".5"') +
    path('M-147-70Q0-36 147-70L146-18Q0 22-146-18Z', accent, 'opacity=".85"') +
    (window
      ? `<g ${s.clip(oval(0, -98, 82, 52, '#fff'))}>${window}</g>${oval(0, -98, 82, 52, 'none', `stroke="${light(color, 0.6)}" stroke-width="6"`)}`
      : '') +
    put(
      label(s, text, { h: 70 + text.length * 46, sub, w: 92, size: 40, ...(paper && { paper }), ...(ink && { ink }) }),
      0,
      window ? -246 : -220,
    ) +
    path('M-118-340C-124-220-122-120-112-40', 'none', 'stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".28"')
  );
}

/** A cloth sack tied with a cord, 340 wide, its bottom at the origin. */
export function sack(s, color, text, { ink = '#5a3a1f', stripe = '#c2402f', sub = '' } = {}) {
  const d = 'M-70-330C-120-300-172-250-176-140C-180-70-172-20-160-6Q0 26 160-6C172-20 180-70 176-140C172-250 120-300 70-330Q0-350-70-330Z';
  const weave = s.pattern(9, 9, path('M0 0h9v1.2H0zM0 0h1.2v9H0z', dark(color, 0.5)));
  return (
    s.shadow(0, 4, 220, 40) +
    path(
      'M-84-404Q-40-380-30-414Q0-384 26-416Q44-380 86-402Q80-360 60-328H-60Q-82-360-84-404Z',
      s.linear([light(color, 0.35), dark(color, 0.16)]),
    ) +
    path(
      d,
      s.radial(
        [
          [0, light(color, 0.5)],
          [0.5, color],
          [1, dark(color, 0.28)],
        ],
        [0.38, 0.34, 0.75],
      ),
    ) +
    path(d, weave, 'opacity=".16"') +
    line('M-40-318Q-70-270-84-220M40-318Q60-280 66-236M-8-322Q-14-290-10-262', dark(color, 0.35), 4, 'opacity=".4"') +
    path('M-68-340Q0-316 68-340L70-322Q0-298-70-322Z', stripe) +
    path('M20-326Q60-300 52-262M26-328Q84-316 96-276', 'none', `stroke="${stripe}" stroke-width="6" stroke-linecap="round"`) +
    circle(0, -146, 96, 'none', `stroke="${ink}" stroke-width="4" opacity=".55"`) +
    circle(0, -146, 86, 'none', `stroke="${ink}" stroke-width="1.5" opacity=".55"`) +
    (text.length > 2
      ? letters(text.slice(0, 2), 0, -152, 58, ink) + letters(text.slice(2), 0, -92, 58, ink)
      : letters(text, 0, -122, 72, ink)) +
    (sub ? letters(sub, 0, -22, 20, ink) : '')
  );
}

/** A glass jar, 250×330, bottom at the origin, filled with `content`. */
export function jar(s, content, text, { lid = '#d9a441', sub = '', pattern = '', ink, w = 250, h = 330, level = 0.86 } = {}) {
  const x = w / 2;
  const body = `M${-x + 34} ${-h + 60}H${x - 34}C${x - 8} ${-h + 64} ${x} ${-h + 88} ${x} ${-h + 116}V-40Q${x} 0 ${x - 40} 0H${-x + 40}Q${-x} 0 ${-x}-40V${-h + 116}C${-x} ${-h + 88} ${-x + 8} ${-h + 64} ${-x + 34} ${-h + 60}Z`;
  const fill = s.linear(
    [
      [0, dark(content, 0.24)],
      [0.3, light(content, 0.25)],
      [0.6, content],
      [1, dark(content, 0.32)],
    ],
    [0, 0, 1, 0],
  );
  return (
    s.shadow(0, 2, w * 0.66, w * 0.13) +
    `<g ${s.clip(path(body, '#fff'))}>${path(body, '#fffaf0', 'opacity=".75"')}${rect(-x, -h * level, w, h, 0, fill)}${pattern ? rect(-x, -h * level, w, h, 0, pattern) : ''}${oval(0, -h * level, x, 14, light(content, 0.4))}</g>` +
    path(body, 'none', 'stroke="#fff" stroke-width="5" opacity=".75"') +
    line(`M${-x + 22}-52V${-h + 124}`, '#fff', 15, 'opacity=".55"') +
    line(`M${x - 20}-60V${-h + 160}`, '#fff', 6, 'opacity=".45"') +
    rect(-x + 22, -h, w - 44, 62, 12, s.upright(lid)) +
    line(`M${-x + 26} ${-h + 44}H${x - 26}`, dark(lid, 0.3), 3, 'opacity=".5"') +
    rect(-x + 30, -h + 6, w - 60, 9, 5, '#fff', 'opacity=".4"') +
    (text ? put(label(s, text, { w: 88, h: 66 + text.length * 44, size: 38, sub, ...(ink && { ink }) }), 0, -h * 0.4) : '')
  );
}

/** A slim bottle, bottom at the origin. */
export function bottle(s, glass, text, { cap = '#2f2a26', h = 430, w = 150, sub = '', ink, paper, handle = false } = {}) {
  const x = w / 2;
  const neck = w * 0.19;
  const d = `M${-neck} ${-h + 40}H${neck}V${-h + 120}C${neck} ${-h + 170} ${x} ${-h + 170} ${x} ${-h + 236}V-26Q${x} 0 ${x - 26} 0H${-x + 26}Q${-x} 0 ${-x}-26V${-h + 236}C${-x} ${-h + 170} ${-neck} ${-h + 170} ${-neck} ${-h + 120}Z`;
  return (
    s.shadow(0, 2, w * 0.8, w * 0.18) +
    (handle
      ? path(
          `M${neck} ${-h + 130}C${x + 66} ${-h + 120} ${x + 70} ${-h + 250} ${x - 4} ${-h + 280}`,
          'none',
          `stroke="${dark(glass, 0.12)}" stroke-width="22" stroke-linecap="round" opacity=".8"`,
        )
      : '') +
    path(
      d,
      s.linear(
        [
          [0, dark(glass, 0.3)],
          [0.24, light(glass, 0.4)],
          [0.55, glass],
          [1, dark(glass, 0.4)],
        ],
        [0, 0, 1, 0],
      ),
    ) +
    line(`M${-x + 18}-40V${-h + 240}`, '#fff', 12, 'opacity=".5"') +
    line(`M${x - 14}-60V${-h + 270}`, '#fff', 5, 'opacity=".35"') +
    line(`M${-neck + 8} ${-h + 130}V${-h + 60}`, '#fff', 6, 'opacity=".5"') +
    rect(-neck - 8, -h - 6, neck * 2 + 16, 56, 8, s.upright(cap)) +
    put(
      label(s, text, { w: w * 0.62, h: 68 + text.length * w * 0.26, size: w * 0.22, sub, ...(ink && { ink }), ...(paper && { paper }) }),
      0,
      -h * 0.27,
    )
  );
}

/** A round tin, bottom at the origin. */
export function tin(s, color, text, { sub = '', w = 210, h = 330, accent = '#d9b15c', ink = '#3d2a18', motif = '' } = {}) {
  const x = w / 2;
  const ry = w * 0.12;
  return (
    s.shadow(0, 8, w * 0.72, w * 0.15) +
    path(`M${-x} ${-h + ry}V${-ry}A${x} ${ry} 0 0 0 ${x}-${ry}V${-h + ry}Z`, s.upright(color)) +
    motif +
    path(`M${-x}-${ry + 18}A${x} ${ry} 0 0 0 ${x}-${ry + 18}v-10A${x} ${ry} 0 0 1 ${-x}-${ry + 28}Z`, accent) +
    path(`M${-x - 4} ${-h + ry}V${-h + ry + 62}A${x + 4} ${ry} 0 0 0 ${x + 4} ${-h + ry + 62}V${-h + ry}Z`, s.upright(dark(color, 0.14))) +
    path(
      `M${-x - 4} ${-h + ry + 62}A${x + 4} ${ry} 0 0 0 ${x + 4} ${-h + ry + 62}v6A${x + 4} ${ry} 0 0 1 ${-x - 4} ${-h + ry + 68}Z`,
      accent,
    ) +
    oval(0, -h + ry, x + 4, ry, s.linear([light(color, 0.42), light(color, 0.1)])) +
    oval(0, -h + ry - 1, x * 0.5, ry * 0.5, 'none', `stroke="${accent}" stroke-width="3"`) +
    put(label(s, text, { w: 84, h: 66 + text.length * 44, size: 38, sub, ink }), 0, -h * 0.36) +
    line(`M${-x + 18}-${num(ry + 40)}V${-h + ry + 84}`, '#fff', 10, 'opacity=".3"')
  );
}

/** A gift box, 380×260, front face bottom at the origin, lid lifted in view from above. */
export function box(s, color, text, { sub = '', accent = '#e2bd6e', w = 380, h = 230, ink = '#f8e6bd' } = {}) {
  const x = w / 2;
  return (
    s.shadow(20, 6, w * 0.62, 40) +
    path(`M${x} ${-h}L${x + 70} ${-h - 60}V-56L${x} 0Z`, s.linear([dark(color, 0.16), dark(color, 0.42)])) +
    path(`M${-x} ${-h}L${-x + 70} ${-h - 60}H${x + 70}L${x} ${-h}Z`, s.linear([light(color, 0.34), light(color, 0.1)])) +
    rect(
      -x,
      -h,
      w,
      h,
      4,
      s.linear(
        [
          [0, light(color, 0.14)],
          [1, dark(color, 0.14)],
        ],
        [0, 0, 1, 1],
      ),
    ) +
    rect(-x + 16, -h + 16, w - 32, h - 32, 4, 'none', `stroke="${accent}" stroke-width="3" opacity=".8"`) +
    circle(0, -h / 2, h * 0.32, 'none', `stroke="${accent}" stroke-width="3"`) +
    letters(text.slice(0, 2), 0, -h / 2 - (text.length > 2 ? 4 : -18), 48, ink) +
    (text.length > 2 ? letters(text.slice(2), 0, -h / 2 + 48, 48, ink) : '') +
    (sub ? letters(sub, 0, -24, 18, accent) : '') +
    line(`M${-x + 4} ${-h + 3}H${x - 4}`, '#fff', 3, 'opacity=".4"')
  );
}

/** A glazed pottery crock with a cloth-covered mouth. */
export function crock(s, color, text, { cloth = '#c2402f', w = 320, h = 320 } = {}) {
  const x = w / 2;
  const d = `M${-x * 0.62} ${-h + 70}C${-x * 1.12} ${-h + 120} ${-x * 1.14} ${-h * 0.3} ${-x * 0.6} 0H${x * 0.6}C${x * 1.14} ${-h * 0.3} ${x * 1.12} ${-h + 120} ${x * 0.62} ${-h + 70}Z`;
  return (
    s.shadow(0, 4, w * 0.62, w * 0.12) +
    path(
      d,
      s.radial(
        [
          [0, light(color, 0.5)],
          [0.4, color],
          [1, dark(color, 0.5)],
        ],
        [0.34, 0.32, 0.8],
      ),
    ) +
    path(
      `M${-x * 0.78} ${-h + 96}C${-x * 0.4} ${-h + 130} ${x * 0.4} ${-h + 130} ${x * 0.78} ${-h + 96}`,
      'none',
      `stroke="${dark(color, 0.4)}" stroke-width="6" opacity=".5"`,
    ) +
    path(
      `M${-x * 0.78} ${-h + 96}C${-x * 0.7} ${-h + 20} ${-x * 0.3} ${-h - 6} 0 ${-h - 6}C${x * 0.3} ${-h - 6} ${x * 0.7} ${-h + 20} ${x * 0.78} ${-h + 96}L${x * 0.52} ${-h + 82}L${x * 0.28} ${-h + 104}L0 ${-h + 88}L${-x * 0.28} ${-h + 104}L${-x * 0.52} ${-h + 82}Z`,
      s.linear([light(cloth, 0.25), dark(cloth, 0.18)]),
    ) +
    line(`M${-x * 0.64} ${-h + 62}Q0 ${-h + 92} ${x * 0.64} ${-h + 62}`, '#f0d9a0', 7) +
    put(
      `<path d="M0-84L84 0L0 84L-84 0Z" fill="#c8362c" stroke="#f3d48a" stroke-width="5"/>` +
        letters(text.slice(0, 2), 0, text.length > 2 ? -6 : 16, 42, '#fde9b4') +
        (text.length > 2 ? letters(text.slice(2), 0, 40, 42, '#fde9b4') : ''),
      0,
      -h * 0.42,
    ) +
    s.gloss(-x * 0.56, -h * 0.5, 22, 66, 12, 0.5)
  );
}

/** A cup of tea seen from the front. */
export function teacup(s, tea, { color = '#fdfaf3' } = {}) {
  return (
    s.shadow(0, 92, 120, 22) +
    path('M84 0C150-10 150 66 70 60L72 44C120 46 116 8 82 16Z', dark(color, 0.12)) +
    path('M-96-10C-96 60-60 92-40 92H40C60 92 96 60 96-10Z', s.upright(color)) +
    oval(0, -10, 96, 26, '#fff') +
    oval(0, -8, 85, 20, s.linear([dark(tea, 0.12), light(tea, 0.2)])) +
    s.gloss(-30, -12, 30, 7, 0, 0.7) +
    line('M-20-50C-36-76-4-86-18-116M20-54C6-78 36-88 22-114', '#fff', 7, 'opacity=".6"')
  );
}
