import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { Clock, Faults, FunctionHost, InvocationResult } from '../types.ts';
import type { Alarms } from '../server/clock.ts';

export interface TimerDeclaration {
  readonly function: string;
  readonly name: string;
  /** Seven fields: second, minute, hour, day, month, weekday, year; read in UTC+8. */
  readonly config: string;
}

export interface Timers {
  /** From now on they fire by themselves. */
  start(): void;
  /** Fires a function's timer now (its first one, or as a timer of the name `manual` when it has none); null for an unknown function. */
  fire(functionName: string): Promise<InvocationResult | null>;
  close(): void;
}

/** Refuses what the cloud refuses: other than seven fields; and, by name, what is not carried out here: a year. */
export function cronOf(config: string): Cron {
  const fields = config.trim().split(/\s+/);
  if (fields.length !== 7) throw new Error(`a timer has seven fields (second minute hour day month weekday year): "${config}"`);
  if (fields[6] !== '*') throw new Error(`a timer with a year is not supported: "${config}"`);
  return new Cron(fields.slice(0, 6).join(' '), { timezone: 'Asia/Shanghai', paused: true });
}

/**
 * With `twice` every timer is delivered a second time at the same moment, as may happen in the cloud. When several times of one timer are
 * passed by one move of the clock, it fires once, for the last of them.
 */
export function createTimers(
  declarations: readonly TimerDeclaration[],
  host: FunctionHost,
  clock: Clock,
  alarms: Alarms,
  faults?: Faults,
  options: { readonly twice?: boolean } = {},
): Timers {
  const planned = new Map<TimerDeclaration, () => void>();
  let closed = false;

  /** Told twice where that was ordered: the cloud does so now and then. Answers the first one's result. */
  async function deliver(functionName: string, triggerName: string, time: number): Promise<InvocationResult> {
    const first = invoke(functionName, triggerName, time);
    if (options.twice === true || faults?.doubleTimers() === true) await Promise.all([first, invoke(functionName, triggerName, time)]);
    return first;
  }

  function invoke(functionName: string, triggerName: string, time: number): Promise<InvocationResult> {
    const event = { Type: 'Timer', TriggerName: triggerName, Time: new Date(time).toISOString().replace('.000Z', 'Z'), Message: '' };
    return host.invoke({
      name: functionName,
      data: JSON.stringify(event),
      identity: { kind: 'system' },
      ip: '',
      requestId: randomUUID(),
      source: 'timer',
    });
  }

  function plan(declaration: TimerDeclaration, cron: Cron): void {
    const next = cron.nextRun(new Date(clock.now()));
    if (next === null || closed) return;
    planned.set(
      declaration,
      alarms.at(next.getTime(), async () => {
        const now = clock.now();
        const passed = cron.previousRuns(1, new Date(now + 1000))[0]?.getTime() ?? next.getTime();
        plan(declaration, cron);
        await deliver(declaration.function, declaration.name, passed > now ? next.getTime() : passed);
      }),
    );
  }

  const crons = declarations.map((declaration) => [declaration, cronOf(declaration.config)] as const);

  return {
    start() {
      for (const [declaration, cron] of crons) plan(declaration, cron);
    },
    async fire(functionName) {
      if (!host.list().includes(functionName)) return null;
      const declaration = declarations.find((candidate) => candidate.function === functionName);
      return deliver(functionName, declaration?.name ?? 'manual', clock.now());
    },
    close() {
      closed = true;
      for (const cancel of planned.values()) cancel();
    },
  };
}
