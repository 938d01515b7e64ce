/** Points of the earth as unit vectors. Angles are in radians; edges are the shorter great-circle arcs, as in MongoDB. */
export type Vector = readonly [x: number, y: number, z: number];
/** `[longitude, latitude]` in degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** MongoDB's radius of the earth, in metres. */
export const EARTH_RADIUS = 6_378_100;
/** Nearer than this (0.06 mm) counts as "on the line". */
const TOUCHING = 1e-11;

const DEGREE = Math.PI / 180;

export function vectorOf([longitude, latitude]: Position): Vector {
  const across = Math.cos(latitude * DEGREE);
  return [across * Math.cos(longitude * DEGREE), across * Math.sin(longitude * DEGREE), Math.sin(latitude * DEGREE)];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function product(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** The cross product of two points. Made from their difference, it keeps its digits for points a centimetre apart. */
export function cross(a: Vector, b: Vector): Vector {
  return product(a, minus(b, a));
}

export function unit(a: Vector): Vector {
  const length = Math.hypot(a[0], a[1], a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** The angle between two points; exact for near ones as well as for opposite ones. */
export function angle(a: Vector, b: Vector): number {
  const normal = cross(a, b);
  return Math.atan2(Math.hypot(normal[0], normal[1], normal[2]), dot(a, b));
}

/** The angle from a point to the nearest point of an arc. */
export function angleToArc(point: Vector, from: Vector, to: Vector): number {
  const normal = cross(from, to);
  const length = Math.hypot(normal[0], normal[1], normal[2]);
  if (length > 1e-15) {
    const beside = product(normal, point);
    // Between the ends? Then the way leads straight down to the arc's great circle.
    if (dot(beside, from) < 0 && dot(beside, to) > 0) return Math.abs(Math.asin(Math.max(-1, Math.min(1, dot(point, normal) / length))));
  }
  return Math.min(angle(point, from), angle(point, to));
}

export function isOnArc(point: Vector, from: Vector, to: Vector): boolean {
  return angleToArc(point, from, to) <= TOUCHING;
}

/** Is `c` to the left (positive) or to the right (negative) of the way from `a` to `b`? */
export function side(a: Vector, b: Vector, c: Vector): number {
  return dot(product(minus(b, a), minus(c, a)), a);
}

/** Do two arcs cross at a point that is an end of neither? */
export function arcsCross(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  const abc = side(a, b, c);
  const abd = side(a, b, d);
  const cda = side(c, d, a);
  const cdb = side(c, d, b);
  if (!(abc * abd < 0 && cda * cdb < 0)) return false;
  // The two great circles meet twice, on opposite sides of the earth: the arcs have to meet at the same one.
  const meeting = product(cross(a, b), cross(c, d));
  const between = (from: Vector, to: Vector): number => Math.sign(dot(meeting, [from[0] + to[0], from[1] + to[1], from[2] + to[2]]));
  return between(a, b) === between(c, d);
}

/** Do two arcs have any point in common? */
export function arcsTouch(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  return arcsCross(a, b, c, d) || isOnArc(a, c, d) || isOnArc(b, c, d) || isOnArc(c, a, b) || isOnArc(d, a, b);
}

/** Twice the signed area of a triangle over two: positive when its corners go counter-clockwise as seen from outside. */
function excess(a: Vector, b: Vector, c: Vector): number {
  return 2 * Math.atan2(side(a, b, c), 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

/** The area to the left of a closed line of corners, in steradians, from -2π to 2π: negative when the smaller side is on the right. */
export function signedArea(corners: readonly Vector[]): number {
  const [first] = corners;
  if (first === undefined) return 0;
  let area = 0;
  for (let at = 1; at + 1 < corners.length; at += 1) area += excess(first, corners[at] as Vector, corners[at + 1] as Vector);
  const whole = 4 * Math.PI;
  area %= whole;
  return area > whole / 2 ? area - whole : area < -whole / 2 ? area + whole : area;
}
