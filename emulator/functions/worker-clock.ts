/**
 * Gives this process the emulator's time: `Date` answers the machine's time moved by an offset. Timeouts go on with real time, as does `performance`.
 */
const MachineDate = Date;
let offset = 0;

function EmulatorDate(this: unknown, ...values: unknown[]): unknown {
  if (new.target === undefined) return new MachineDate(MachineDate.now() + offset).toString();
  return Reflect.construct(MachineDate, values.length === 0 ? [MachineDate.now() + offset] : values, new.target);
}

export function setClockOffset(offsetMs: number): void {
  offset = offsetMs;
}

export function installClock(): void {
  const statics = { now: () => MachineDate.now() + offset, parse: MachineDate.parse, UTC: MachineDate.UTC };
  for (const [name, value] of Object.entries(statics))
    Object.defineProperty(EmulatorDate, name, { value, configurable: true, writable: true });
  Object.defineProperty(EmulatorDate, 'prototype', { value: MachineDate.prototype, writable: false });
  Object.defineProperty(EmulatorDate, 'name', { value: 'Date' });
  Object.defineProperty(EmulatorDate, 'length', { value: 7 });
  Object.defineProperty(MachineDate.prototype, 'constructor', { value: EmulatorDate, configurable: true, writable: true });
  Object.defineProperty(globalThis, 'Date', { value: EmulatorDate, configurable: true, writable: true });
}

/** The machine's own time, for measuring. */
export function machineNow(): number {
  return MachineDate.now();
}
