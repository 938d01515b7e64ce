// Writes docs/data.md and docs/functions.md from the declarations themselves. `--check` only says whether they are current.
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function load(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const NOTE = '<!-- Written by `node scripts/docs.mjs` from the declarations; change those. -->\n';
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

function dataPage(collections) {
  const lines = [
    '# Collections',
    '',
    NOTE,
    'Clients never write. A collection without a read rule is open to functions alone. `-field` is descending, `!` unique. The documents’ shapes are in `shared/database/documents.ts`.',
    '',
  ];
  lines.push('| collection | indexes | who reads |', '|---|---|---|');
  for (const { name, indexes, rule } of collections) {
    const keys = indexes.map(
      (index) => `\`${index.unique ? '!' : ''}${index.keys.map((key) => (key.direction < 0 ? '-' : '') + key.field).join(', ')}\``,
    );
    lines.push(
      `| \`${name}\` | ${keys.join('<br>') || '–'} | ${rule === undefined ? 'functions' : rule.read === true ? 'everybody' : `\`${cell(rule.read)}\``} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function fieldsOf(schema) {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties)
    .filter(([name]) => name !== 'action')
    .map(([name]) => `${name}${required.includes(name) ? '' : '?'}`)
    .join(', ');
}

/** Of a function whose actions share one permission. */
function onlyAccess(source) {
  const named = [...source.matchAll(/access: '([^']+)'/g)];
  return named.length === 1 ? named[0][1] : undefined;
}

async function functionsPage(functions, contracts, reasons, toJSONSchema) {
  const lines = ['# Functions', '', NOTE];
  lines.push(
    'Every answer is `{status, message, data, timestamp, requestId, reason?}`. A refusal is an answer with `reason`; unknown input keys are refused. Permissions are those of `shared/domain/permissions.ts`;',
  );
  lines.push(
    '`member` is any signed-in mini-program user, `signed-in` also an admin, and the platform itself (timers, other functions, administrators’ scripts) may do everything.',
    '',
  );
  lines.push('| function | action | input | permission |', '|---|---|---|---|');
  for (const { name, path, triggers } of functions) {
    const source = await readFile(join(root, 'cloudfunctions', name, 'index.ts'), 'utf8');
    const access = [...source.matchAll(/(\w+): \{ access: '([^']+)'/g)].map(([, action, who]) => [action, who]);
    const contract = contracts[name];
    if (contract === undefined || path !== undefined) {
      lines.push(
        `| \`${name}\` | ${path ? `HTTP POST \`${path}\`` : triggers ? `timer \`${triggers.map((trigger) => trigger.config).join(', ')}\`` : 'platform'} | ${contract ? cell(fieldsOf(toJSONSchema(contract.input, { unrepresentable: 'any', io: 'input' }))) : '–'} | – |`,
      );
      continue;
    }
    const schema = toJSONSchema(contract.input, { unrepresentable: 'any', io: 'input' });
    const variants = schema.oneOf ?? schema.anyOf ?? [schema];
    for (const variant of variants) {
      const action = variant.properties?.action?.const ?? '';
      const who =
        action === '' ? /access: '([^']+)'/.exec(source)?.[1] : (access.find(([one]) => one === action)?.[1] ?? onlyAccess(source));
      lines.push(`| \`${name}\` | ${action} | ${cell(fieldsOf(variant)) || '–'} | ${who ?? '?'} |`);
    }
  }
  lines.push('', '## Refusals', '', '| reason | status | what people read |', '|---|---|---|');
  for (const [reason, { status, message }] of Object.entries(reasons)) lines.push(`| \`${reason}\` | ${status} | ${message} |`);
  return `${lines.join('\n')}\n`;
}

const { COLLECTIONS, CONTRACTS, REASONS, z } = await load(
  "export { COLLECTIONS } from './shared/database/collections.ts'; export { CONTRACTS, REASONS } from './shared/contracts/index.ts'; export * as z from 'zod';",
);
const { functions } = JSON.parse(await readFile(join(root, 'cloudbaserc.json'), 'utf8'));
const pages = {
  'docs/data.md': dataPage(COLLECTIONS),
  'docs/functions.md': await functionsPage(functions, CONTRACTS, REASONS, z.toJSONSchema),
};
let stale = false;
for (const [path, text] of Object.entries(pages)) {
  if ((await readFile(join(root, path), 'utf8').catch(() => '')) === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is not what the declarations say: run node scripts/docs.mjs`);
    stale = true;
  } else await writeFile(join(root, path), text);
}
process.exit(stale ? 1 : 0);
