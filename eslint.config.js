import tseslint from 'typescript-eslint';

/** Layers point one way (docs/architecture.md). `from` may not import what `never` matches. */
const layers = [
  {
    from: 'shared/domain',
    never: ['**/contracts/**', '**/database/**', '**/client/**', '@cloudbase/*', 'wx-server-sdk', 'node:*', 'zod'],
    why: 'domain is pure: no I/O, no SDK, no contracts',
  },
  {
    from: 'shared/contracts',
    never: ['**/database/**', '**/client/**', '@cloudbase/*', 'wx-server-sdk', 'node:*'],
    why: 'contracts know the domain alone',
  },
  {
    from: 'shared/database',
    never: ['**/contracts/**', '**/client/**', '@cloudbase/*', 'wx-server-sdk'],
    why: 'the database declaration knows the domain alone',
  },
  {
    from: 'shared/client',
    never: ['**/database/**', '@cloudbase/*', 'wx-server-sdk', 'node:*'],
    why: 'the ends share transports by interface',
  },
  {
    from: 'shared/miniprogram',
    never: ['**/database/**', '@cloudbase/*', 'wx-server-sdk', 'node:*'],
    why: 'what both mini-programs do with their pages knows the client alone',
  },
  { from: 'cloudfunctions/_platform', never: ['**/_services/**'], why: 'platform is below the services' },
  {
    from: 'miniprogram-mall',
    never: ['**/cloudfunctions/**', '**/emulator/**', '**/web-admin/**', '**/miniprogram-manage/**'],
    why: 'an end knows shared alone',
  },
  {
    from: 'miniprogram-manage',
    never: ['**/cloudfunctions/**', '**/emulator/**', '**/web-admin/**', '**/miniprogram-mall/**'],
    why: 'an end knows shared alone',
  },
  { from: 'web-admin', never: ['**/cloudfunctions/**', '**/emulator/**', '**/miniprogram-*/**'], why: 'an end knows shared alone' },
  {
    from: 'emulator',
    never: ['@shop/*', '**/shared/**', '**/cloudfunctions/**', '**/miniprogram-mall/**', '**/miniprogram-manage/**', '**/web-admin/**'],
    why: 'the emulator runs any CloudBase project and imports nothing of this one',
  },
];

/** Fields that one module alone writes: `quantity` and `reserved` belong to the inventory, `balance` and `points` to their ledgers. */
const LEDGER_FIELDS = "ObjectExpression > Property[key.name=/^(reserved|balance|owed)$/] > CallExpression[callee.property.name='inc']";

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.cache/**', '.emulator/**', '**/*.d.ts', 'web-admin/src/**/*.vue', '**/fixtures/**'] },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      'no-restricted-syntax': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
    },
  },
  ...layers.map(({ from, never, why }) => ({
    files: [`${from}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: never, message: why }] }] },
  })),
  {
    files: ['cloudfunctions/*/index.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@cloudbase/*', 'wx-server-sdk', 'tenpay', '**/_platform/database.ts', '**/_platform/tables.ts'],
              message: 'a function parses, authorises and calls one service',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['cloudfunctions/_services/**/*.ts'],
    ignores: [
      'cloudfunctions/_services/inventory/movements.ts',
      'cloudfunctions/_services/members/balance.ts',
      'cloudfunctions/_services/members/points.ts',
      'cloudfunctions/_services/customers/statement.ts',
    ],
    rules: {
      'no-restricted-syntax': ['error', { selector: LEDGER_FIELDS, message: 'stock, balances and debts are written by their own module' }],
    },
  },
);
