import { failed } from '../errors.ts';
import type { Place } from './shapes.ts';
import { angle, arcsCross, dot, isOnArc, side, signedArea, unit, type Vector } from './sphere.ts';

/** A closed line of corners with the smaller of its two sides on the left: that side is its inside. */
export interface Ring {
  readonly places: readonly Place[];
  readonly corners: readonly Vector[];
}

/** The ring of these corners (the first is not repeated). Refuses one that crosses itself. */
export function makeRing(places: readonly Place[]): Ring {
  if (places.length < 3) throw failed('Loop must have at least 3 different vertices');
  refuseCrossings(places.map(({ vector }) => vector));
  const ordered = signedArea(places.map(({ vector }) => vector)) < 0 ? [...places].reverse() : places;
  return { places: ordered, corners: ordered.map(({ vector }) => vector) };
}

export function* edgesOf(corners: readonly Vector[], closed: boolean): Generator<readonly [Vector, Vector]> {
  for (let at = 0; at + 1 < corners.length; at += 1) yield [corners[at] as Vector, corners[at + 1] as Vector];
  if (closed) yield [corners.at(-1) as Vector, corners[0] as Vector];
}

/** Edges in the order of their least x, so that each is held only against those that overlap it there. */
function refuseCrossings(corners: readonly Vector[]): void {
  const edges = [...edgesOf(corners, true)].map(([from, to], at) => {
    // An arc bulges beyond its ends by at most the height of its chord.
    const bulge = 1 - Math.sqrt(Math.max(0, (1 + dot(from, to)) / 2));
    return { from, to, at, low: Math.min(from[0], to[0]) - bulge, high: Math.max(from[0], to[0]) + bulge };
  });
  edges.sort((a, b) => a.low - b.low);
  for (const [place, edge] of edges.entries()) {
    for (let next = place + 1; next < edges.length; next += 1) {
      const other = edges[next] as (typeof edges)[number];
      if (other.low > edge.high) break;
      if (arcsCross(edge.from, edge.to, other.from, other.to))
        throw failed(`Loop is not valid: Edges ${Math.min(edge.at, other.at)} and ${Math.max(edge.at, other.at)} cross`);
    }
  }
  const seen = new Set(corners.map((corner) => corner.join()));
  if (seen.size < corners.length) throw failed('Loop is not valid: Duplicate vertices');
}

export function isOnRing(point: Vector, ring: Ring): boolean {
  for (const [from, to] of edgesOf(ring.corners, true)) if (isOnArc(point, from, to)) return true;
  return false;
}

/** Is the point inside? Whoever asks has made sure that it is not on the ring. */
export function isInsideRing(point: Vector, ring: Ring): boolean {
  for (const [from, to] of edgesOf(ring.corners, true)) {
    const middle = unit([from[0] + to[0], from[1] + to[1], from[2] + to[2]]);
    const crossings = crossingsBetween(point, middle, [from, to], ring);
    if (crossings === null) continue;
    // Seen from the edge's left the way to the point starts inside.
    return side(from, to, point) > 0 === (crossings % 2 === 0);
  }
  return false;
}

/** How many other edges the way from a point to the middle of an edge crosses; null when it meets a corner or is not one way. */
function crossingsBetween(point: Vector, middle: Vector, own: readonly [Vector, Vector], ring: Ring): number | null {
  if (dot(point, middle) < -0.999999) return null;
  const [ownFrom, ownTo] = own;
  // Nearly along the edge's own great circle: which side the way arrives from cannot be told.
  if (Math.abs(side(ownFrom, ownTo, point)) < 1e-12 * angle(ownFrom, ownTo) * angle(ownFrom, point)) return null;
  let count = 0;
  for (const [from, to] of edgesOf(ring.corners, true)) {
    if (from === ownFrom && to === ownTo) continue;
    if (isOnArc(from, point, middle)) return null;
    if (arcsCross(point, middle, from, to)) count += 1;
  }
  return count;
}
