import type { Interval } from '../conditions.ts';
import { typeOrder } from '../values.ts';
import type { Region } from './relations.ts';
import type { Place, Shape } from './shapes.ts';
import { type Position, type Vector } from './sphere.ts';

/**
 * The earth as a quadtree over longitude and latitude. A cell's number has two bits per level and then a closing 1, so that a cell stands
 * in the middle of all that it contains: what lies in it is one stretch of numbers.
 */
const LEVELS = 24;
/** How many cells describe a shape or a region at most: more would find less beside the mark, but take longer to look up. */
const MOST_CELLS = 12;
/** Degrees by which boxes are widened, so that rounding never leaves out what is on a border. */
const SLACK = 1e-9;

interface Box {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

interface Cell extends Box {
  readonly level: number;
  /** The first number of the deepest level in it, in units of the deepest level. */
  readonly first: number;
}

const EARTH: Cell = { west: -180, east: 180, south: -90, north: 90, level: 0, first: 0 };

const sizeOf = (level: number): number => 4 ** (LEVELS - level);
/** Twice the place of the cell's middle: whole for every level, and odd for the deepest. */
const numberOf = ({ first, level }: Cell): number => first * 2 + sizeOf(level);

function overlaps(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

function contains(outer: Box, inner: Box): boolean {
  return outer.west <= inner.west && outer.east >= inner.east && outer.south <= inner.south && outer.north >= inner.north;
}

function childrenOf({ west, east, south, north, level, first }: Cell): Cell[] {
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const size = sizeOf(level + 1);
  const quarters: readonly Box[] = [
    { west, east: x, south, north: y },
    { west: x, east, south, north: y },
    { west, east: x, south: y, north },
    { west: x, east, south: y, north },
  ];
  return quarters.map((box, at) => ({ ...box, level: level + 1, first: first + at * size }));
}

/** Cells that cover some boxes: split where the overlap is small, until there are enough. */
function cover(boxes: readonly Box[]): Cell[] {
  const whole: Cell[] = [];
  let open: Cell[] = [EARTH];
  while (open.length > 0) {
    const next: Cell[] = [];
    for (const cell of open) {
      if (cell.level === LEVELS || boxes.some((box) => contains(box, cell))) whole.push(cell);
      else next.push(...childrenOf(cell).filter((child) => boxes.some((box) => overlaps(box, child))));
    }
    if (whole.length + next.length > MOST_CELLS) return [...whole, ...open.filter((cell) => !whole.includes(cell))];
    open = next;
  }
  return whole;
}

function boxesFrom(west: number, east: number, south: number, north: number): Box[] {
  const [low, high] = [Math.max(-90, south - SLACK), Math.min(90, north + SLACK)];
  // Near a pole the same distance is more degrees.
  const slack = SLACK / Math.max(Number.MIN_VALUE, Math.cos((Math.max(Math.abs(low), Math.abs(high)) * Math.PI) / 180));
  if (east - west + slack >= 360 || slack > 1) return [{ west: -180, east: 180, south: low, north: high }];
  // A box over the date line is two.
  const from = ((((west - slack + 180) % 360) + 360) % 360) - 180;
  const to = from + (east - west) + 2 * slack;
  const box = { west: from, east: Math.min(180, to), south: low, north: high };
  return to > 180 ? [box, { ...box, west: -180, east: to - 360 }] : [box];
}

/** How far north (or with -1 south) an arc reaches beyond its ends, in degrees. */
function bulge(from: Vector, to: Vector, pole: 1 | -1): number {
  const normal: Vector = [from[1] * to[2] - from[2] * to[1], from[2] * to[0] - from[0] * to[2], from[0] * to[1] - from[1] * to[0]];
  const length = Math.hypot(...normal);
  const highest = pole * (90 - (Math.asin(Math.min(1, Math.abs(normal[2]) / (length || 1))) * 180) / Math.PI);
  // The highest point of the great circle lies between the ends when the way turns there.
  const rises = (at: Vector, onward: Vector): number =>
    pole * (onward[2] - at[2] * (at[0] * onward[0] + at[1] * onward[1] + at[2] * onward[2]));
  return length > 1e-12 && rises(from, to) > 0 && rises(to, from) > 0 ? highest : pole * -90;
}

function boxOfLine(places: readonly Place[], closed: boolean): Box[] {
  let [x, west, east] = [0, 0, 0];
  let [south, north] = [90, -90];
  const all = closed ? [...places, places[0] as Place] : places;
  for (const [at, { position, vector }] of all.entries()) {
    const before = all[at - 1];
    if (before === undefined) x = west = east = position[0];
    else {
      const step = position[0] - before.position[0];
      x += step > 180 ? step - 360 : step < -180 ? step + 360 : step;
      north = Math.max(north, bulge(before.vector, vector, 1));
      south = Math.min(south, bulge(before.vector, vector, -1));
    }
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, position[1]), Math.max(north, position[1])];
  }
  // A ring that does not come back to its longitude has gone around a pole: eastward around the northern one, as its inside is on the left.
  const drift = closed ? x - (places[0]?.position[0] ?? 0) : 0;
  if (drift > 180) return boxesFrom(-180, 180, south, 90);
  if (drift < -180) return boxesFrom(-180, 180, -90, north);
  return boxesFrom(west, east, south, north);
}

function boxesOfCap([longitude, latitude]: Position, radians: number): Box[] {
  const reach = (radians * 180) / Math.PI;
  const [south, north] = [latitude - reach, latitude + reach];
  const ratio = Math.sin(radians) / Math.cos((latitude * Math.PI) / 180);
  if (south <= -90 || north >= 90 || radians >= Math.PI / 2 || ratio >= 1) return boxesFrom(-180, 180, south, north);
  const width = (Math.asin(ratio) * 180) / Math.PI;
  return boxesFrom(longitude - width, longitude + width, south, north);
}

function boxesOf(shape: Shape): Box[] {
  return [
    ...shape.points.flatMap(({ position: [x, y] }) => boxesFrom(x, x, y, y)),
    ...shape.lines.flatMap((line) => boxOfLine(line, false)),
    ...shape.polygons.flatMap(({ outer }) => boxOfLine(outer.places, true)),
  ];
}

function pointCell([longitude, latitude]: Position): number {
  let first = 0;
  let [west, east, south, north] = [-180, 180, -90, 90];
  for (let level = 1; level <= LEVELS; level += 1) {
    const [x, y] = [(west + east) / 2, (south + north) / 2];
    const right = longitude >= x;
    const upper = latitude >= y;
    first += (Number(right) + 2 * Number(upper)) * sizeOf(level);
    if (right) west = x;
    else east = x;
    if (upper) south = y;
    else north = y;
  }
  return first * 2 + 1;
}

/** The numbers under which an index keeps a shape. */
export function cellsOf(shape: Shape): readonly number[] {
  const [only, ...others] = shape.points;
  if (only !== undefined && others.length + shape.lines.length + shape.polygons.length === 0) return [pointCell(only.position)];
  return cover(boxesOf(shape)).map(numberOf);
}

/** The stretches of numbers that hold every shape which touches these boxes: the cells' insides, and the cells around them. */
function stretches(boxes: readonly Box[]): Interval[] {
  const place = typeOrder(0);
  const around = new Set<number>();
  const inside = cover(boxes).map((cell): Interval => {
    for (let level = 0; level < cell.level; level += 1) {
      const size = sizeOf(level);
      around.add(Math.floor(cell.first / size) * size * 2 + size);
    }
    return {
      place,
      low: { value: cell.first * 2, inclusive: true },
      high: { value: (cell.first + sizeOf(cell.level)) * 2, inclusive: true },
    };
  });
  return [
    ...inside,
    ...[...around].map((value): Interval => ({ place, low: { value, inclusive: true }, high: { value, inclusive: true } })),
  ];
}

export function stretchesOfCap(center: Position, radians: number): readonly Interval[] {
  return stretches(boxesOfCap(center, Math.min(Math.PI, radians)));
}

export function stretchesOfShape(shape: Shape): readonly Interval[] {
  return stretches(boxesOf(shape));
}

export function stretchesOfRegion(region: Region): readonly Interval[] {
  return 'center' in region
    ? stretchesOfCap(region.center.position, region.radians)
    : stretchesOfShape({ points: [], lines: [], polygons: region.polygons });
}
