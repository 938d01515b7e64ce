// Figures, audits and upkeep.
export const REST = [
  {
    what: 'an audit has one worker',
    file: 'audit/run.ts',
    find: "const free = { _id: run._id, status: 'running', leaseUntil: command.lte(new Date()) };",
    replace: "const free = { _id: run._id, status: 'running' };",
    test: 'e2e/lease-guards.test.ts',
    name: 'over an audit',
  },
  {
    what: 'an audit goes on with whoever has it',
    file: 'audit/run.ts',
    find: 'const own = { _id: run._id, attempt };',
    replace: 'const own = { _id: run._id };',
    test: 'e2e/lease-guards.test.ts',
    name: 'over an audit',
  },
  {
    what: 'figures are put right as they were seen',
    file: 'statistics/figures.ts',
    find: ', updateTime: known.updateTime',
    replace: '',
    test: 'e2e/figures.test.ts',
    name: 'lose nothing for good',
    functions: true,
  },
];
