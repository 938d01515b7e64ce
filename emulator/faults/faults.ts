import type { CallFault, Faults } from '../types.ts';
import { isEnded, type ActiveFault, type FaultOrder } from './orders.ts';
import { seeded } from './random.ts';

export interface FaultBook extends Faults {
  order(order: FaultOrder): ActiveFault;
  active(): readonly ActiveFault[];
  /** Takes one back; false when there is none of that id. */
  end(id: string): boolean;
  endAll(): void;
  dropSockets(): void;
}

type Entry = { readonly fault: ActiveFault; readonly chance: () => number; readonly timer: NodeJS.Timeout | null };
type Doomed = { left: number; readonly kill: () => void; readonly id: string };

/** The faults that are ordered now. They live in memory alone: a restart is without any. */
export function createFaults(now: () => number = Date.now): FaultBook {
  const entries = new Map<string, Entry>();
  const doomed = new Map<string, Doomed>();
  const droppers = new Set<() => void>();
  let ordered = 0;

  function end(id: string): boolean {
    const entry = entries.get(id);
    if (entry === undefined) return false;
    if (entry.timer !== null) clearTimeout(entry.timer);
    return entries.delete(id);
  }

  function of<Kind extends FaultOrder['kind']>(kind: Kind): (Entry & { readonly fault: Extract<ActiveFault, { kind: Kind }> })[] {
    return [...entries.values()].filter(
      (entry): entry is Entry & { readonly fault: Extract<ActiveFault, { kind: Kind }> } =>
        entry.fault.kind === kind && !isEnded(entry.fault, now()),
    );
  }

  /** Uses one of its times up; the last one ends it. */
  function use({ fault, ...entry }: Entry): void {
    if (!('times' in fault)) return;
    if (fault.times <= 1) end(fault.id);
    else entries.set(fault.id, { ...entry, fault: { ...fault, times: fault.times - 1 } });
  }

  function concerns(name: string): (entry: { readonly fault: { readonly function: string } }) => boolean {
    return ({ fault }) => fault.function === '*' || fault.function === name;
  }

  return {
    order(order) {
      const id = `f${(ordered += 1)}`;
      const since = now();
      const until = order.kind === 'refuse-sockets' ? since + order.seconds * 1000 : null;
      const timer = until === null ? null : setTimeout(() => end(id), until - since).unref();
      // Of what can only be one way at a time, the new one takes the old one's place.
      if (['refuse-sockets', 'double-timers', 'notices'].includes(order.kind)) for (const { fault } of of(order.kind)) end(fault.id);
      const fault: ActiveFault = { ...order, id, since, until };
      entries.set(id, { fault, chance: seeded('seed' in order ? order.seed : 1), timer });
      return fault;
    },
    active: () => [...entries.values()].map(({ fault }) => fault).filter((fault) => !isEnded(fault, now())),
    end,
    endAll() {
      for (const id of [...entries.keys()]) end(id);
      doomed.clear();
    },
    dropSockets() {
      for (const listener of droppers) listener();
    },

    delay(route) {
      if (entries.size === 0) return undefined;
      const ms = of('latency')
        .filter(({ fault, chance }) => fault.route === route && (fault.share >= 1 || chance() < fault.share))
        .reduce((sum, { fault }) => sum + fault.ms, 0);
      return ms === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, ms));
    },
    conflict() {
      const [entry] = of('conflict');
      if (entry !== undefined) use(entry);
      return entry !== undefined;
    },
    call(name, requestId, kill): CallFault | null {
      if (entries.size === 0) return null;
      const killing = of('kill').find(concerns(name));
      if (killing !== undefined) {
        // Who makes fewer statements lives on, and the order stands.
        if (killing.fault.statements === 0) {
          use(killing);
          kill();
        } else doomed.set(requestId, { left: killing.fault.statements, kill, id: killing.fault.id });
        return { kind: 'kill' };
      }
      const timing = of('timeout').find(concerns(name));
      if (timing !== undefined) {
        use(timing);
        return { kind: 'timeout' };
      }
      const refusing = of('refuse').find(concerns(name));
      if (refusing === undefined) return null;
      use(refusing);
      const { code } = refusing.fault;
      return { kind: 'refuse', code, message: 'Error: ordered by the fault injection' };
    },
    statementDone(requestId) {
      const dying = doomed.get(requestId);
      if (dying === undefined || (dying.left -= 1) > 0) return;
      doomed.delete(requestId);
      const entry = entries.get(dying.id);
      if (entry === undefined) return;
      use(entry);
      dying.kill();
    },
    callEnded: (requestId) => void doomed.delete(requestId),
    doubleTimers: () => of('double-timers').length > 0,
    refusesSockets: () => of('refuse-sockets').length > 0,
    notices: () => of('notices')[0]?.fault.behave ?? null,
    onDropSockets(listener) {
      droppers.add(listener);
      return () => droppers.delete(listener);
    },
  };
}
