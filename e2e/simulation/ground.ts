import { startEmulator, type Emulator } from '../support/emulator.ts';

export type Running = Pick<Emulator, 'origin' | 'environment' | 'post' | 'get' | 'kill'> & { stop(): Promise<void> };

/** What a day is lived on. */
export interface Ground {
  start(place: { readonly data: string; readonly port: number }): Promise<Running>;
  /** A statement of the SDK, where it need not go over the wire. */
  readonly send?: (action: string, params: object) => Promise<unknown>;
}

/** The built emulator as everybody runs it: a process of its own, and one for each function that it calls. */
export const processes: Ground = {
  async start(place) {
    const emulator = await startEmulator(place);
    return { ...emulator, stop: () => emulator.stop({ keepData: true }) };
  },
};
