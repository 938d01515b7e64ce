import type { Interval } from '../conditions.ts';
import { failed } from '../errors.ts';
import { approximate, isNumeric } from '../numbers.ts';
import { parsePath, visitPath, type Path } from '../paths.ts';
import type { Filter, Value } from '../types.ts';
import { isPlainObject, showValue } from '../values.ts';
import { stretchesOfCap, stretchesOfRegion, stretchesOfShape } from './cells.ts';
import { angleTo, regionHolds, shapesTouch, type Region } from './relations.ts';
import { shapeOf, storedShape, type Place, type Shape } from './shapes.ts';
import { EARTH_RADIUS } from './sphere.ts';

/** What `$near` asks: nearest first, between two distances in metres. */
export interface Near {
  readonly field: string;
  readonly path: Path;
  readonly center: Place;
  readonly least: number;
  readonly most: number;
}

export const GEO_OPERATORS: ReadonlySet<string> = new Set(['$near', '$nearSphere', '$geoWithin', '$geoIntersects']);

const known = new WeakMap<object, Shape | null>();

/** The shape in a document's field, worked out once; null where there is none that could be understood. */
export function shapeIn(value: Value): Shape | null {
  if (typeof value !== 'object' || value === null) return null;
  const before = known.get(value);
  if (before !== undefined) return before;
  let shape: Shape | null;
  try {
    shape = storedShape(value);
  } catch {
    // Without an index broken geometry may be stored; it is nowhere.
    shape = null;
  }
  known.set(value, shape);
  return shape;
}

function distance(name: string, value: Value, otherwise: number): number {
  if (value === undefined) return otherwise;
  const metres = isNumeric(value) ? approximate(value) : Number.NaN;
  if (Number.isNaN(metres) || metres < 0) throw failed(`${name} must be a non-negative number`);
  return metres;
}

function fieldsOf(operator: string, operand: Value, allowed: readonly string[]): Record<string, Value> {
  if (!isPlainObject(operand)) throw failed(`${operator} needs an object with $geometry; coordinates in the old form are not supported`);
  const stranger = Object.keys(operand).find((key) => !allowed.includes(key));
  if (stranger !== undefined) throw failed(`${operator} with ${stranger} is not supported`);
  return operand;
}

/** The one place that a search starts from, as GeoJSON. */
export function centerOf(operator: string, geometry: Value): Place {
  const shape = shapeOf(geometry);
  const [place] = shape.points;
  if (place === undefined || shape.points.length + shape.lines.length + shape.polygons.length !== 1 || !isPlainObject(geometry))
    throw failed(`${operator} requires a GeoJSON point, given ${showValue(geometry)}`);
  return place;
}

export function parseNear(operator: string, field: string, operand: Value): Near {
  const given = fieldsOf(operator, operand, ['$geometry', '$maxDistance', '$minDistance']);
  return {
    field,
    path: parsePath(field),
    center: centerOf(operator, given['$geometry']),
    least: distance('$minDistance', given['$minDistance'], 0),
    most: distance('$maxDistance', given['$maxDistance'], Infinity),
  };
}

function regionOf(operand: Value): Region {
  const given = fieldsOf('$geoWithin', operand, ['$geometry', '$centerSphere']);
  const circle = given['$centerSphere'];
  if (circle !== undefined) {
    const [center, radius] = Array.isArray(circle) ? (circle as readonly Value[]) : [];
    const radians = distance('the radius of $centerSphere', radius ?? null, 0);
    const place = storedShape(center)?.points[0];
    if (place === undefined) throw failed(`$centerSphere needs [[longitude, latitude], radians], given ${showValue(circle)}`);
    return { center: place, radians };
  }
  const { points, lines, polygons } = shapeOf(given['$geometry']);
  if (points.length + lines.length > 0 || polygons.length === 0)
    throw failed('$geoWithin not supported with provided geometry: it needs a Polygon or a MultiPolygon');
  return { polygons };
}

function intersecting(operand: Value): Shape {
  return shapeOf(fieldsOf('$geoIntersects', operand, ['$geometry'])['$geometry']);
}

/** How far a document is, in metres: of several shapes the nearest counts. Infinity without any. */
export function metresTo(document: Value, { path, center }: Pick<Near, 'path' | 'center'>): number {
  let least = Infinity;
  visitPath(document, path, (value) => {
    const shape = shapeIn(value);
    if (shape !== null) least = Math.min(least, angleTo(center, shape) * EARTH_RADIUS);
    return false;
  });
  return least;
}

/** The decision of a geo operator about one value of the field; `$near` decides about whole documents. */
export function compileGeo(path: Path, operator: string, operand: Value): (document: Value) => boolean {
  if (operator === '$geoWithin') {
    const region = regionOf(operand);
    return (document) => visitPath(document, path, (value) => holds(shapeIn(value), (shape) => regionHolds(region, shape)));
  }
  if (operator === '$geoIntersects') {
    const wanted = intersecting(operand);
    return (document) => visitPath(document, path, (value) => holds(shapeIn(value), (shape) => shapesTouch(wanted, shape)));
  }
  const near = parseNear(operator, path.join('.'), operand);
  return (document) => {
    const metres = metresTo(document, near);
    return metres !== Infinity && metres >= near.least && metres <= near.most;
  };
}

function holds(shape: Shape | null, test: (shape: Shape) => boolean): boolean {
  return shape !== null && test(shape);
}

/** The rows of a geo index that a geo operator needs to look at. */
export function geoIntervals(operator: string, operand: Value): readonly Interval[] {
  if (operator === '$geoWithin') return stretchesOfRegion(regionOf(operand));
  if (operator === '$geoIntersects') return stretchesOfShape(intersecting(operand));
  const near = parseNear(operator, '_', operand);
  return capIntervals(near, near.most);
}

export function capIntervals({ center }: Near, metres: number): readonly Interval[] {
  return stretchesOfCap(center.position, Math.min(Math.PI, metres / EARTH_RADIUS + 1e-9));
}

/** Under this name the planner knows what an index or a filter says of the places in a field. */
export const geoName = (field: string): string => `\0geo ${field}`;

/** The `$near` of a filter, which may stand at its top and in its `$and`; null when there is none. */
export function nearOf(filter: Filter): Near | null {
  const found: Near[] = [];
  const look = (part: Filter): void => {
    for (const [key, operand] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(operand)) operand.filter(isPlainObject).forEach(look);
      if (key.startsWith('$') || !isPlainObject(operand)) continue;
      for (const operator of ['$near', '$nearSphere'])
        if (Object.hasOwn(operand, operator)) found.push(parseNear(operator, key, operand[operator]));
    }
  };
  look(filter);
  if (found.length > 1) throw failed('Too many geoNear expressions');
  return found[0] ?? null;
}
