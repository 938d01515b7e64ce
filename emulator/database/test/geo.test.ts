import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { angleTo, regionHolds, shapesTouch } from '../geo/relations.ts';
import { shapeOf, type Place } from '../geo/shapes.ts';
import { EARTH_RADIUS, vectorOf } from '../geo/sphere.ts';
import type { Database, Filter, IndexSpec } from '../types.ts';
import { open } from './open.ts';

const GEO: IndexSpec = { name: 'at', keys: [{ field: 'at', direction: '2dsphere' }] };
const point = (longitude: number, latitude: number) => ({ type: 'Point', coordinates: [longitude, latitude] });
const polygon = (...corners: readonly (readonly [number, number])[]) => ({ type: 'Polygon', coordinates: [[...corners, corners[0]]] });
const line = (...places: readonly (readonly [number, number])[]) => ({ type: 'LineString', coordinates: places });

const CITIES = {
  hangzhou: [120.1551, 30.2741],
  shanghai: [121.4737, 31.2304],
  beijing: [116.4074, 39.9042],
  suva: [178.4419, -18.1416],
  apia: [-171.7514, -13.8333],
} as const;

async function cities(indexes: readonly IndexSpec[] = [GEO]): Promise<Database> {
  const database = await open(['places']);
  await database.ensureIndexes('places', indexes);
  await database.insert(
    'places',
    Object.entries(CITIES).map(([name, [x, y]], at) => ({ _id: name, at: point(x, y), even: at % 2 === 0 })),
  );
  return database;
}

const ids = async (database: Database, filter: Filter, more: object = {}): Promise<unknown[]> =>
  (await database.find('places', { filter, ...more })).map(({ _id }) => _id);

describe('distances', () => {
  const placeOf = ([x = 0, y = 0]: readonly number[]): Place => ({ position: [x, y], vector: vectorOf([x, y]) });
  const metres = (a: readonly number[], b: readonly number[]): number =>
    angleTo(placeOf(a), shapeOf({ type: 'Point', coordinates: b })) * EARTH_RADIUS;

  test.each([
    ['a degree of the equator', [0, 0], [1, 0], 111_318.85],
    ['from pole to pole', [0, 90], [50, -90], Math.PI * EARTH_RADIUS],
    ['over the date line', [179.5, 0], [-179.5, 0], 111_318.85],
    ['a metre apart', [120, 30], [120, 30.000008983], 1.0],
  ])('%s', (_name, a, b, wanted) => {
    expect(metres(a, b)).toBeCloseTo(wanted, 1);
  });

  test('to a line is the way down to it, to a polygon around it nothing', () => {
    const start = shapeOf(point(0.5, 1)).points[0];
    if (start === undefined) throw new Error('no point');
    expect(angleTo(start, shapeOf(line([0, 0], [1, 0]))) * EARTH_RADIUS).toBeCloseTo(111_318.85, -1);
    expect(angleTo(start, shapeOf(polygon([0, 0], [2, 0], [2, 2], [0, 2])))).toBe(0);
  });
});

describe('near', () => {
  test('nearest first, between its bounds in metres, and only with an index', async () => {
    const database = await cities();
    const from = { $geometry: point(120, 30) };
    expect(await ids(database, { at: { $nearSphere: from } })).toEqual(['hangzhou', 'shanghai', 'beijing', 'suva', 'apia']);
    expect(await ids(database, { at: { $near: { ...from, $maxDistance: 250_000 } } })).toEqual(['hangzhou', 'shanghai']);
    expect(await ids(database, { at: { $near: { ...from, $minDistance: 100_000, $maxDistance: 2_000_000 } } })).toEqual([
      'shanghai',
      'beijing',
    ]);
    expect(await ids(database, { at: { $near: from }, even: false }, { limit: 1 })).toEqual(['shanghai']);
    expect(await ids(database, { at: { $near: from } }, { skip: 1, limit: 2 })).toEqual(['shanghai', 'beijing']);
    expect(await ids(database, { at: { $near: from } }, { sort: [['_id', 1]], limit: 2 })).toEqual(['apia', 'beijing']);
    const bare = await cities([]);
    await expect(ids(bare, { at: { $near: from } })).rejects.toThrow('unable to find index for $geoNear query');
  });

  test('is refused where it cannot order', async () => {
    const database = await cities();
    const near = { at: { $near: { $geometry: point(0, 0) } } };
    await expect(ids(database, { $or: [near, { even: true }] })).rejects.toThrow('not allowed in this context');
    await expect(database.aggregate('places', [{ $match: near }])).rejects.toThrow('not allowed in this context');
    await expect(ids(database, { $and: [near, near] })).rejects.toThrow('Too many geoNear expressions');
  });

  test('$geoNear measures', async () => {
    const database = await cities();
    const rows = await database.aggregate('places', [
      {
        $geoNear: {
          near: point(120.1551, 30.2741),
          distanceField: 'far.km',
          distanceMultiplier: 0.001,
          maxDistance: 1_200_000,
          query: { even: true },
        },
      },
      { $project: { far: { km: { $round: ['$far.km', 0] } } } },
    ]);
    expect(rows).toEqual([
      { _id: 'hangzhou', far: { km: 0 } },
      { _id: 'beijing', far: { km: 1125 } },
    ]);
    await expect(database.aggregate('places', [{ $limit: 1 }, { $geoNear: {} }])).rejects.toThrow('only valid as the first stage');
  });
});

describe('within and intersects', () => {
  const square = polygon([0, 0], [4, 0], [4, 4], [0, 4]);
  const ring = {
    type: 'Polygon',
    coordinates: [
      ...square.coordinates,
      [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
        [1, 1],
      ],
    ],
  };
  const around = polygon([170, -30], [-160, -30], [-160, 0], [170, 0]);
  const northern = polygon([0, 60], [120, 60], [-120, 60]);

  test.each([
    ['inside', square, point(2, 2), true],
    ['outside', square, point(5, 2), false],
    ['on a corner', square, point(0, 0), true],
    ['the border bends north: an edge is a great circle', square, point(2, 4.002), true],
    ['and no further', square, point(2, 4.01), false],
    ['in the hole', ring, point(2, 2), false],
    ['beside the hole', ring, point(0.5, 2), true],
    ['over the date line', around, point(-175, -15), true],
    ['on the other side of the date line', around, point(165, -15), false],
    ['around the pole', northern, point(30, 89), true],
    ['below the ring around the pole', northern, point(0, 30), false],
    ['a line that stays inside', square, line([1, 1], [3, 3]), true],
    ['a line that leaves', square, line([1, 1], [5, 3]), false],
    ['a line over the hole', ring, line([0.5, 2], [3.5, 2]), false],
    ['a polygon inside', square, polygon([1, 1], [2, 1], [2, 2]), true],
    ['a polygon around the hole', ring, polygon([0.5, 0.5], [3.5, 0.5], [3.5, 3.5], [0.5, 3.5]), false],
    ['a clockwise ring means the same side', polygon([0, 4], [4, 4], [4, 0], [0, 0]), point(2, 2), true],
  ])('%s', (_name, region, shape, wanted) => {
    expect(regionHolds({ polygons: shapeOf(region).polygons }, shapeOf(shape))).toBe(wanted);
  });

  test.each([
    ['lines that cross', line([0, 0], [2, 2]), line([0, 2], [2, 0]), true],
    ['lines side by side', line([0, 0], [2, 0]), line([0, 1], [2, 1]), false],
    ['a line through a polygon', line([-1, 2], [5, 2]), square, true],
    ['a polygon within another', polygon([1, 1], [2, 1], [2, 2]), square, true],
    ['a polygon in a hole', polygon([1.5, 1.5], [2.5, 1.5], [2.5, 2.5]), ring, false],
    ['a point on a line', point(1, 0), line([0, 0], [2, 0]), true],
    ['the same place', point(7, 8), point(7, 8), true],
    ['the same pole', point(0, 90), point(90, 90), true],
  ])('%s', (_name, a, b, wanted) => {
    expect(shapesTouch(shapeOf(a), shapeOf(b))).toBe(wanted);
    expect(shapesTouch(shapeOf(b), shapeOf(a))).toBe(wanted);
  });

  test.each([
    ['longitudes beyond 180', point(181, 0), 'out of bounds'],
    [
      'an open ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
        ],
      },
      'Loop must have at least 3',
    ],
    [
      'a ring that does not close',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
      'not closed',
    ],
    ['a bow tie', polygon([0, 0], [2, 2], [2, 0], [0, 2]), 'cross'],
    ['an unknown type', { type: 'Circle', coordinates: [0, 0] }, 'unknown GeoJSON type'],
  ])('refuses %s', (_name, shape, message) => {
    expect(() => shapeOf(shape)).toThrow(message);
  });

  test('an indexed field takes geometries only', async () => {
    const database = await cities();
    for (const at of ['here', { type: 'Point' }, polygon([0, 0], [2, 2], [2, 0], [0, 2]), { type: 'Point', coordinates: [0, 91] }])
      await expect(database.insert('places', [{ at }])).rejects.toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
    await database.insert('places', [{ _id: 'none' }, { _id: 'null', at: null }, { _id: 'pair', at: [1, 1] }]);
    expect(await ids(database, { at: { $geoWithin: { $geometry: square } } })).toEqual(['pair']);
  });
});

test('with a 2dsphere index every answer is that of a plain scan', async () => {
  const longitude = fc.oneof(
    fc.integer({ min: -180e6, max: 180e6 }).map((x) => x / 1e6),
    fc.constantFrom(-180, 180, 0, 179.99),
  );
  const latitude = fc.oneof(
    fc.integer({ min: -90e6, max: 90e6 }).map((y) => y / 1e6),
    fc.constantFrom(-90, 90, 0),
  );
  const anyPoint = fc.tuple(longitude, latitude).map(([x, y]) => point(x, y));
  const size = fc.integer({ min: 1, max: 20_000 }).map((d) => d / 1000);
  const box = fc
    .tuple(fc.integer({ min: -179, max: 179 }), fc.integer({ min: -65, max: 65 }), size)
    .map(([x, y, d]) => [[x, y] as const, [x + d, y] as const, [x + d, y + d] as const, [x, y + d] as const] as const)
    .map((corners) => corners.map(([x, y]) => [x > 180 ? x - 360 : x, y] as const))
    .map((corners) => polygon(...corners));
  const anyLine = fc.tuple(anyPoint, size).map(([{ coordinates }, d]) => {
    const [x = 0, y = 0] = coordinates;
    return line([x, y], [x + d > 180 ? x + d - 360 : x + d, Math.max(-89, Math.min(89, y + d / 2 + 0.01))]);
  });
  const shape = fc.oneof({ weight: 4, arbitrary: anyPoint }, { weight: 1, arbitrary: box }, { weight: 1, arbitrary: anyLine });
  const query = fc.oneof(
    box.map((geometry) => ({ at: { $geoWithin: { $geometry: geometry } } })),
    shape.map((geometry) => ({ at: { $geoIntersects: { $geometry: geometry } } })),
    fc.tuple(anyPoint, fc.double({ min: 0, max: 1.5, noNaN: true })).map(([{ coordinates }, radians]) => ({
      at: { $geoWithin: { $centerSphere: [coordinates, radians] } },
    })),
  );
  const indexed = await open(['places']);
  const plain = await open(['places']);
  const property = fc.asyncProperty(
    fc.array(shape, { minLength: 30, maxLength: 30 }),
    fc.array(query, { minLength: 10, maxLength: 10 }),
    anyPoint,
    fc.double({ min: 1, max: 2e7, noNaN: true }),
    async (shapes, queries, center, metres) => {
      for (const database of [indexed, plain]) {
        await database.reset();
        await database.createCollection('places');
        if (database === indexed) await database.ensureIndexes('places', [GEO]);
        await database.insert(
          'places',
          shapes.map((at, _id) => ({ _id, at })),
        );
      }
      for (const filter of queries) expect((await ids(indexed, filter)).sort()).toEqual((await ids(plain, filter)).sort());
      const from = shapeOf(center).points[0];
      if (from === undefined) throw new Error('no point');
      const wanted = shapes
        .map((at, _id) => ({ _id, metres: angleTo(from, shapeOf(at)) * EARTH_RADIUS }))
        .sort((a, b) => a.metres - b.metres || a._id - b._id);
      expect(await ids(indexed, { at: { $near: { $geometry: center } } }, { limit: 7 })).toEqual(wanted.slice(0, 7).map(({ _id }) => _id));
      expect(await ids(indexed, { at: { $near: { $geometry: center, $maxDistance: metres } } })).toEqual(
        wanted.filter((row) => row.metres <= metres).map(({ _id }) => _id),
      );
    },
  );
  await fc.assert(property, { seed: 11, numRuns: 12, endOnFailure: true });
});
