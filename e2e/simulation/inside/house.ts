/** What the simulation and the emulator inside its process, which are bundled apart, know of each other. */
export interface House {
  /** The machine's `Date`: the emulator moves time by itself. */
  readonly MachineDate: DateConstructor;
  /** Runs a function that nobody called: a timer's or a notice's. */
  call(name: string, event: unknown, requestId: string): Promise<HouseOutcome>;
}

export type HouseOutcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly message: string }
  | { readonly kind: 'killed' };

const place = globalThis as { simulationHouse?: House };

export function keepHouse(house: House): void {
  place.simulationHouse = house;
}

export function keptHouse(): House {
  if (place.simulationHouse === undefined) throw new Error('no simulation keeps this house');
  return place.simulationHouse;
}
