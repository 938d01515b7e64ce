import type { Pipeline, Row } from '../aggregate.ts';
import { failed } from '../errors.ts';
import { approximate, isNumeric } from '../numbers.ts';
import { parsePath, visitPath } from '../paths.ts';
import type { Filter, Value } from '../types.ts';
import { changeAt } from '../update-path.ts';
import { isPlainObject } from '../values.ts';
import { centerOf, metresTo, nearOf } from './operators.ts';

const FIELDS = ['near', 'distanceField', 'spherical', 'maxDistance', 'minDistance', 'query', 'distanceMultiplier', 'includeLocs', 'key'];

function path(value: Value, name: string): readonly string[] {
  if (typeof value !== 'string' || value === '' || value.startsWith('$')) throw failed(`$geoNear requires '${name}' to be a field name`);
  return parsePath(value);
}

/** Runs `$geoNear`: the documents nearest first, each with its distance in metres. It is always the first stage. */
export function geoNear(collection: string, operand: Value, pipeline: Pipeline): readonly Row[] {
  if (!isPlainObject(operand)) throw failed('$geoNear needs an object');
  const stranger = Object.keys(operand).find((key) => !FIELDS.includes(key));
  if (stranger !== undefined) throw failed(`Unknown argument to $geoNear: ${stranger}`);
  const { near, distanceField, maxDistance, minDistance, query = {}, distanceMultiplier = 1, includeLocs, key } = operand;
  if (operand['spherical'] === false) throw failed('$geoNear with a GeoJSON point is always spherical');
  if (!isPlainObject(query)) throw failed('the query of $geoNear must be an object');
  if (nearOf(query) !== null) throw failed('$near is not allowed inside of a $geoNear query');
  if (!isNumeric(distanceMultiplier)) throw failed('distanceMultiplier must be a number');
  const place = { path: parsePath(geoField(collection, key, pipeline)), center: centerOf('$geoNear', near) };
  const target = path(distanceField, 'distanceField');
  const found = includeLocs === undefined ? undefined : path(includeLocs, 'includeLocs');
  const bounds = {
    $geometry: near,
    ...(maxDistance === undefined ? {} : { $maxDistance: maxDistance }),
    ...(minDistance === undefined ? {} : { $minDistance: minDistance }),
  };
  const filter: Filter = { $and: [{ [place.path.join('.')]: { $nearSphere: bounds } }, query] };
  return pipeline.read(collection, { filter }).map((document) => {
    const metres = metresTo(document, place) * approximate(distanceMultiplier);
    const measured = changeAt(document, target, () => metres);
    const whole = found === undefined ? measured : changeAt(measured, found, () => locationOf(document, place.path));
    return isPlainObject(whole) ? whole : document;
  });
}

/** Which field to measure from: the named one, else the only one that has a 2dsphere index. */
function geoField(collection: string, key: Value, pipeline: Pipeline): string {
  if (key !== undefined) return path(key, 'key').join('.');
  const fields = [...new Set(pipeline.geoFields(collection))];
  const [only, other] = fields;
  if (only === undefined) throw failed('unable to find index for $geoNear query: there is no 2dsphere index');
  if (other !== undefined) throw failed("There is more than one 2dsphere index; $geoNear needs its 'key'");
  return only;
}

function locationOf(document: Value, at: readonly string[]): Value {
  let location: Value;
  visitPath(
    document,
    at,
    (value) => {
      location = value;
      return value !== undefined;
    },
    false,
  );
  return location;
}
