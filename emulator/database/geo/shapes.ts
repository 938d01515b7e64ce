import { failed } from '../errors.ts';
import { approximate, isNumeric } from '../numbers.ts';
import type { Value } from '../types.ts';
import { isPlainObject, showValue } from '../values.ts';
import { makeRing, type Ring } from './ring.ts';
import { type Position, type Vector, vectorOf } from './sphere.ts';

export interface Place {
  readonly position: Position;
  readonly vector: Vector;
}

/** A region: its outer ring, and the rings of its holes. */
export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** Any GeoJSON geometry, taken apart. */
export interface Shape {
  readonly points: readonly Place[];
  readonly lines: readonly (readonly Place[])[];
  readonly polygons: readonly Polygon[];
}

const DEEPEST = 20;
/** MongoDB checks every edge against the others; so many are enough for the border of a country. */
const MOST_POSITIONS = 20_000;

function number(value: Value): number {
  return isNumeric(value) ? approximate(value) : Number.NaN;
}

function position(value: Value): Place {
  const [longitude, latitude] = Array.isArray(value) ? value.slice(0, 2).map(number) : [];
  if (longitude === undefined || latitude === undefined || !Number.isFinite(longitude) || !Number.isFinite(latitude))
    throw failed(`Point must only contain numeric elements: ${showValue(value)}`);
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90)
    throw failed(`longitude/latitude is out of bounds, lng: ${longitude} lat: ${latitude}`);
  const at: Position = [longitude, latitude];
  return { position: at, vector: vectorOf(at) };
}

function list(value: Value, what: string): readonly Value[] {
  if (!Array.isArray(value)) throw failed(`GeoJSON coordinates of a ${what} must be an array`);
  if (value.length > MOST_POSITIONS) throw failed(`a ${what} may have at most ${MOST_POSITIONS} positions here`);
  return value as readonly Value[];
}

function line(value: Value): readonly Place[] {
  const places = list(value, 'LineString').map(position);
  const distinct = places.filter((place, at) => at === 0 || !same(place, places[at - 1] as Place));
  if (distinct.length < 2) throw failed('GeoJSON LineString must have at least 2 different vertices');
  return distinct;
}

function same(a: Place, b: Place): boolean {
  return a.position[0] === b.position[0] && a.position[1] === b.position[1];
}

function ring(value: Value): Ring {
  const places = list(value, 'Polygon').map(position);
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || places.length < 4) throw failed('Loop must have at least 3 different vertices');
  if (!same(first, last)) throw failed('Loop is not closed: its last position must be its first');
  return makeRing(places.slice(0, -1).filter((place, at, all) => at === 0 || !same(place, all[at - 1] as Place)));
}

function polygon(value: Value): Polygon {
  const [outer, ...holes] = list(value, 'Polygon').map(ring);
  if (outer === undefined) throw failed('Polygon has no loops.');
  return { outer, holes };
}

const NONE: Shape = { points: [], lines: [], polygons: [] };

function together(shapes: readonly Shape[]): Shape {
  return {
    points: shapes.flatMap(({ points }) => points),
    lines: shapes.flatMap(({ lines }) => lines),
    polygons: shapes.flatMap(({ polygons }) => polygons),
  };
}

/** Takes a GeoJSON geometry apart. Refuses what MongoDB refuses: open and crossing rings, places that are not on the earth. */
export function shapeOf(value: Value, depth = 0): Shape {
  if (!isPlainObject(value) || depth > DEEPEST) throw failed(`not a GeoJSON geometry: ${showValue(value)}`);
  if ('crs' in value) throw failed('GeoJSON with a crs of its own is not supported');
  const coordinates = value['coordinates'];
  switch (value['type']) {
    case 'Point':
      return { ...NONE, points: [position(coordinates)] };
    case 'MultiPoint':
      return { ...NONE, points: list(coordinates, 'MultiPoint').map(position) };
    case 'LineString':
      return { ...NONE, lines: [line(coordinates)] };
    case 'MultiLineString':
      return { ...NONE, lines: list(coordinates, 'MultiLineString').map(line) };
    case 'Polygon':
      return { ...NONE, polygons: [polygon(coordinates)] };
    case 'MultiPolygon':
      return { ...NONE, polygons: list(coordinates, 'MultiPolygon').map(polygon) };
    case 'GeometryCollection':
      return together(list(value['geometries'], 'GeometryCollection').map((geometry) => shapeOf(geometry, depth + 1)));
    default:
      throw failed(`unknown GeoJSON type: ${showValue(value['type'])}`);
  }
}

/** Is this a pair of coordinates in MongoDB's old form: `[longitude, latitude]` or an object of two numbers? */
function isPair(value: Value): boolean {
  const parts: readonly Value[] = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : [];
  return parts.length >= 2 && isNumeric(parts[0]) && isNumeric(parts[1]);
}

/** What stands in a document's geo field: GeoJSON or an old pair. Null when it is neither; refuses what is broken. */
export function storedShape(value: Value): Shape | null {
  if (isPlainObject(value) && typeof value['type'] === 'string') return shapeOf(value);
  if (!isPair(value)) return null;
  const parts: readonly Value[] = Array.isArray(value) ? value : Object.values(value as Record<string, Value>);
  return { ...NONE, points: [position(parts)] };
}
