/** Something that must hold and does not. `subject` is the document's id; nothing in it says who a person is. */
export interface Violation {
  /** Which rule: `stock.ledger`, `order.payment` … */
  readonly check: string;
  readonly subject: string;
  /** What is, against what should be. */
  readonly text: string;
}

/** What the papers are held against. */
export interface AuditMoment {
  readonly now: Date;
  /** True when nobody is at work: then what is merely unfinished is a violation too. Otherwise it has {@link GRACE_MS}. */
  readonly quiet: boolean;
}

/** Longer than any function runs and any sweeper waits. */
const GRACE_MS = 10 * 60_000;

export function violation(check: string, subject: string, text: string): Violation {
  return { check, subject, text };
}

/** Whether work that was to be done by `due` is late. */
export function overdue(due: Date, { now }: AuditMoment): boolean {
  return due.getTime() + GRACE_MS < now.getTime();
}

/** Whether a document that last moved at `at` may be in the middle of something. */
export function inMotion(at: Date, { now, quiet }: AuditMoment): boolean {
  return !quiet && at.getTime() + GRACE_MS >= now.getTime();
}

export function sumOf<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}

/** The items under each key. */
export function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** What occurs more than once. */
export function repeated(values: readonly string[]): string[] {
  return [...grouped(values, (value) => value)].filter(([, same]) => same.length > 1).map(([value]) => value);
}
