/** Gives this process the emulator's time: `Date` answers the machine's, moved. Timeouts go on with real time. */
export const MachineDate = Date;
let offset = 0;

export function moveClock(offsetMs: number): void {
  offset = offsetMs;
}

class MovedDate extends MachineDate {
  constructor(...values: readonly unknown[]) {
    super(...((values.length === 0 ? [MachineDate.now() + offset] : values) as [number]));
  }

  static override now(): number {
    return MachineDate.now() + offset;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return Object.prototype.toString.call(value) === '[object Date]';
  }
}

export function installClock(): void {
  globalThis.Date = MovedDate as DateConstructor;
}

export function removeClock(): void {
  globalThis.Date = MachineDate;
}
