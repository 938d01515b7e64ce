import { failed } from '../errors.ts';
import { edgesOf, isInsideRing, isOnRing, type Ring } from './ring.ts';
import type { Place, Polygon, Shape } from './shapes.ts';
import { angle, angleToArc, arcsCross, arcsTouch, unit, type Vector } from './sphere.ts';

/** A region to search in: polygons, or all within an angle of a point. */
export type Region = { readonly polygons: readonly Polygon[] } | { readonly center: Place; readonly radians: number };

type Edge = readonly [Vector, Vector];

const vectors = (places: readonly Place[]): Vector[] => places.map(({ vector }) => vector);

/** The border counts as inside. */
function polygonHolds({ outer, holes }: Polygon, point: Vector): boolean {
  if (isOnRing(point, outer) || holes.some((hole) => isOnRing(point, hole))) return true;
  return isInsideRing(point, outer) && !holes.some((hole) => isInsideRing(point, hole));
}

function edgesOfPolygon({ outer, holes }: Polygon): Edge[] {
  return [outer, ...holes].flatMap((ring) => [...edgesOf(ring.corners, true)]);
}

function middle([from, to]: Edge): Vector {
  return unit([from[0] + to[0], from[1] + to[1], from[2] + to[2]]);
}

/** Is a line inside a polygon, all of it? */
function holdsLine(polygon: Polygon, edges: readonly Edge[]): boolean {
  const borders = edgesOfPolygon(polygon);
  return edges.every(
    (edge) =>
      polygonHolds(polygon, edge[0]) &&
      polygonHolds(polygon, edge[1]) &&
      polygonHolds(polygon, middle(edge)) &&
      !borders.some(([from, to]) => arcsCross(edge[0], edge[1], from, to)),
  );
}

function holdsPolygon(polygon: Polygon, inner: Polygon): boolean {
  if (!holdsLine(polygon, [...edgesOf(inner.outer.corners, true)])) return false;
  // A hole of the region must not lie in what the polygon covers.
  return polygon.holes.every((hole) => hole.corners.every((corner) => isOnRing(corner, inner.outer) || !polygonHolds(inner, corner)));
}

/** Does the region hold every part of the shape? */
export function regionHolds(region: Region, shape: Shape): boolean {
  if ('center' in region) return capHolds(region.center, region.radians, shape);
  const anyHolds = (test: (polygon: Polygon) => boolean): boolean => region.polygons.some(test);
  return (
    shape.points.every(({ vector }) => anyHolds((polygon) => polygonHolds(polygon, vector))) &&
    shape.lines.every((line) => anyHolds((polygon) => holdsLine(polygon, [...edgesOf(vectors(line), false)]))) &&
    shape.polygons.every((inner) => anyHolds((polygon) => holdsPolygon(polygon, inner)))
  );
}

function capHolds(center: Place, radians: number, shape: Shape): boolean {
  const near = ({ vector }: Place): boolean => angle(center.vector, vector) <= radians;
  if (radians > Math.PI / 2 && shape.lines.length + shape.polygons.length > 0)
    throw failed('$centerSphere beyond a quarter of the earth is supported for points only');
  return (
    shape.points.every(near) &&
    shape.lines.every((line) => line.every(near)) &&
    shape.polygons.every(({ outer }) => outer.places.every(near))
  );
}

interface Parts {
  readonly points: readonly Vector[];
  readonly edges: readonly Edge[];
  readonly polygons: readonly Polygon[];
}

function partsOf(shape: Shape): Parts {
  return {
    points: vectors(shape.points),
    edges: [...shape.lines.flatMap((line) => [...edgesOf(vectors(line), false)]), ...shape.polygons.flatMap(edgesOfPolygon)],
    polygons: shape.polygons,
  };
}

/** One place of every connected part: enough to see whether a polygon swallows it whole. */
function samples(shape: Shape): Vector[] {
  const first = (ring: Ring): Vector => ring.corners[0] as Vector;
  return [
    ...vectors(shape.points),
    ...shape.lines.flatMap((line) => vectors(line.slice(0, 1))),
    ...shape.polygons.map(({ outer }) => first(outer)),
  ];
}

/** Do two shapes have a point in common? */
export function shapesTouch(a: Shape, b: Shape): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (
    left.points.some((point) => touchesPoint(right, point)) ||
    right.points.some((point) => touchesPoint(left, point)) ||
    left.edges.some(([from, to]) => right.edges.some(([start, end]) => arcsTouch(from, to, start, end))) ||
    samples(a).some((point) => right.polygons.some((polygon) => polygonHolds(polygon, point))) ||
    samples(b).some((point) => left.polygons.some((polygon) => polygonHolds(polygon, point)))
  );
}

function touchesPoint({ points, edges, polygons }: Parts, point: Vector): boolean {
  return (
    points.some((other) => arcsTouch(point, point, other, other)) ||
    edges.some(([from, to]) => arcsTouch(point, point, from, to)) ||
    polygons.some((polygon) => polygonHolds(polygon, point))
  );
}

/** The angle from a place to the nearest point of a shape: 0 inside a polygon, Infinity for a shape without parts. */
export function angleTo({ vector }: Place, shape: Shape): number {
  if (shape.polygons.some((polygon) => polygonHolds(polygon, vector))) return 0;
  let least = Infinity;
  for (const point of shape.points) least = Math.min(least, angle(vector, point.vector));
  for (const [from, to] of partsOf(shape).edges) least = Math.min(least, angleToArc(vector, from, to));
  return least;
}
