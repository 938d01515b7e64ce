import fc from 'fast-check';
import * as z from 'zod';
import { CONTRACTS, type FunctionName } from '@shop/shared/contracts/index.ts';

/** The part of JSON Schema that our contracts become. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** One action of a function: `action` is empty where the function has one act only. */
export interface ActionShape {
  readonly name: FunctionName;
  readonly action: string;
  readonly schema: Schema;
}

function variantsOf(schema: Schema): readonly Schema[] {
  return (schema.oneOf ?? schema.anyOf ?? [schema]).flatMap((one) =>
    one.oneOf === undefined && one.anyOf === undefined ? [one] : variantsOf(one),
  );
}

/** Every action of every function, as the contracts declare them. */
export const ACTIONS: readonly ActionShape[] = (Object.keys(CONTRACTS) as FunctionName[]).flatMap((name) =>
  variantsOf(z.toJSONSchema(CONTRACTS[name].input, { unrepresentable: 'any', io: 'input' }) as Schema).map((schema) => ({
    name,
    action: typeof schema.properties?.['action']?.const === 'string' ? schema.properties['action'].const : '',
    schema,
  })),
);

/** What rules between fields ask for, which a schema cannot say. */
const BETWEEN_FIELDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  submitOrder: { items: [{ productId: 'p-nowhere', quantity: 1 }], addressId: 'a-nowhere' },
  flashOrder: { items: [{ productId: 'p-nowhere', quantity: 1, flashSaleId: 'f-nowhere' }], addressId: 'a-nowhere' },
  addPoints: { type: 'earn', points: 1 },
  'promotion saveFlash': { startsAt: 1_800_000_000_000, endsAt: 1_800_000_600_000 },
  'promotion saveGroup': { startsAt: 1_800_000_000_000, endsAt: 1_800_000_600_000 },
  'orderChange changePrice': { goodsAmount: 100 },
  'recharge adjust': { amount: 100 },
  'stock adjust': { difference: 1 },
  'product saveFreight': {
    template: {
      name: 'x',
      firstGrams: 1,
      firstFee: 1,
      stepGrams: 1,
      stepFee: 1,
      freeFrom: 1,
      surcharges: [{ province: '西藏', fee: 1 }],
      unserved: ['台湾'],
    },
  },
};

/** A value that fits. */
function fitting(schema: Schema): unknown {
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice?.[0] !== undefined) return fitting(choice[0]);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const pattern = schema.pattern ?? schema.allOf?.find((one) => one.pattern !== undefined)?.pattern;
  if (pattern !== undefined) return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 7 })[0];
  switch (schema.type) {
    case 'string':
      return 'x'.repeat(Math.max(1, schema.minLength ?? 0));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? -Infinity, (schema.exclusiveMinimum ?? -Infinity) + 1, Math.min(1, schema.maximum ?? 1));
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => fitting(schema.items ?? {}));
    default:
      return Object.fromEntries((schema.required ?? []).map((key) => [key, fitting(schema.properties?.[key] ?? {})]));
  }
}

/** An input that the contract takes; throws for an action that needs a line in {@link BETWEEN_FIELDS}. Ids in it name nothing. */
export function soundInput({ name, action, schema }: ActionShape): Record<string, unknown> {
  const key = action === '' ? name : `${name} ${action}`;
  const input = { ...(fitting(schema) as Record<string, unknown>), ...BETWEEN_FIELDS[key] };
  const parsed = CONTRACTS[name].input.safeParse(input);
  if (!parsed.success) throw new Error(`${key} needs a sound input in e2e/support/samples.ts: ${JSON.stringify(parsed.error.issues)}`);
  return input;
}

export interface Spoilt {
  readonly what: string;
  readonly input: unknown;
}

function wrongType(schema: Schema): unknown {
  return schema.type === 'string' || schema.pattern !== undefined || schema.enum !== undefined ? { $gt: '' } : 'all';
}

/** Values just over what the schema allows. */
function tooMuch(schema: Schema): unknown[] {
  const one = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  if (one.const !== undefined || one.enum !== undefined) return ['x'.repeat(2_000)];
  switch (one.type) {
    case 'string':
      return ['x'.repeat((one.maxLength ?? 20_000) + 1)];
    case 'integer':
    case 'number': {
      const least = one.minimum ?? one.exclusiveMinimum;
      return [(one.maximum ?? Number.MAX_SAFE_INTEGER) + 1, 1.5, ...(least === undefined ? [] : [least - 1])];
    }
    case 'array':
      return [
        Array.from({ length: (one.maxItems ?? 10_000) + 1 }, () => fitting(one.items ?? {})),
        ...((one.minItems ?? 0) > 0 ? [[]] : []),
      ];
    default:
      return [];
  }
}

/** Each field of an object, and of the objects and lists within it, spoilt in turn: another type, more than allowed, a key that nobody declared. */
function spoiltValues(schema: Schema, value: unknown, path: string): Spoilt[] {
  const found: Spoilt[] = [];
  const one = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  if (one.type === 'object' && one.properties !== undefined) {
    const object = (value ?? fitting(one)) as Record<string, unknown>;
    found.push({ what: `${path || 'input'} with an undeclared key`, input: { ...object, undeclared: 1 } });
    for (const key of one.required ?? [])
      found.push({ what: `${path} without ${key}`, input: Object.fromEntries(Object.entries(object).filter(([own]) => own !== key)) });
    for (const [key, field] of Object.entries(one.properties))
      for (const { what, input } of spoiltValues(field, object[key], `${path}.${key}`))
        found.push({ what, input: { ...object, [key]: input } });
    if (path !== '') found.push({ what: `${path} of another type`, input: 'all' });
    return found;
  }
  found.push({ what: `${path} of another type`, input: wrongType(one) });
  for (const input of tooMuch(one)) found.push({ what: `${path} over its limit`, input });
  if (one.type === 'array' && one.items?.type === 'object')
    for (const { what, input } of spoiltValues(one.items, (value as unknown[] | undefined)?.[0], `${path}[0]`))
      found.push({ what, input: [input] });
  return found;
}

/** Inputs that differ from a sound one in one place and must be refused. */
export function spoiltInputs(shape: ActionShape): Spoilt[] {
  const sound = soundInput(shape);
  return [...spoiltValues(shape.schema, sound, ''), { what: 'a list', input: [sound] }];
}
