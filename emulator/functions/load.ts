import { cpus } from 'node:os';

/** Processors count in steps of 10 ms: a shorter look sees leisure where there is none. */
const SAMPLE_MS = 250;
let sampledAt = 0;
let idleTicks = 0;
let allTicks = 0;
let idleShare = 1;

/** With so much idle a machine has processors to spare for one more process. */
export const SPARE_SHARE = 0.25;

/** The share (0 to 1) of the machine's processors that had nothing to do in the last moments. */
export function idleProcessors(): number {
  const now = performance.now();
  if (now - sampledAt < SAMPLE_MS) return idleShare;
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  if (sampledAt > 0 && all > allTicks) idleShare = (idle - idleTicks) / (all - allTicks);
  [sampledAt, idleTicks, allTicks] = [now, idle, all];
  return idleShare;
}
