/** A phone's screen, in CSS px, as its mini-program sees it. */
export const SCREEN = { width: 375, height: 812 } as const;
/** The bezel around the screen at full size. */
export const BEZEL = 10;
/** A site made for desktops never gets less room than this: it is made smaller instead. */
export const SITE = { width: 1200, height: 640 } as const;
/** Below this width of the window one thing is shown at a time, behind tabs. */
export const NARROW = '(max-width: 1099px)';

const SMALLEST = 0.3;
const GAP = 20;

function rounded(scale: number): number {
  return Math.max(SMALLEST, Math.floor(Math.min(1, scale) * 1000) / 1000);
}

/** How large `count` phones stand beside each other: as high as there is room for, and never more than their share of the width. */
export function phoneScale(room: { readonly width: number; readonly height: number }, count: number, share: number): number {
  const widest = (room.width * share - GAP * (count - 1)) / Math.max(1, count) / (SCREEN.width + 2 * BEZEL);
  return rounded(Math.min(widest, room.height / (SCREEN.height + 2 * BEZEL)));
}

/** How much of the width the phones may take beside the site and the feed. */
export function phoneShare(count: number): number {
  return count <= 1 ? 0.3 : count === 2 ? 0.475 : 0.62;
}

/** The window a site believes to have in that much room, and by how much the site is made smaller. */
export function siteView(room: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
} {
  const scale = Math.min(1, room.width / SITE.width, room.height / SITE.height);
  return { width: room.width / scale, height: room.height / scale, scale };
}
