import { Aggregator } from 'mingo';
import { failed, unknownOperator } from './errors.ts';
import type { Document, FindOptions, Value } from './types.ts';
import { copyValue, isPlainObject } from './values.ts';

type Row = Record<string, Value>;
type Read = (collection: string, options: FindOptions) => Document[];

export function runPipeline(name: string, pipeline: readonly Row[], read: Read): Row[] {
  const [first, ...rest] = pipeline;
  const match = first?.['$match'];
  const rows = isPlainObject(match) ? read(name, { filter: match }) : read(name, {});
  if (pipeline.length === 0) return copyValue(rows);
  for (const stage of pipeline)
    if (Object.keys(stage).length !== 1) throw failed('A pipeline stage specification object must contain exactly one field.');
  if ('$out' in (rest.at(-1) ?? {})) throw unknownOperator('$out');
  return new Aggregator((isPlainObject(match) ? rest : pipeline) as Row[]).run(copyValue(rows)) as Row[];
}
