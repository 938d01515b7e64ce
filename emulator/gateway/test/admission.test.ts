import { describe, expect, it } from 'vitest';
import { Admission, PER_TURN } from '../admission.ts';

/** An admission whose turns of the event loop come when told. */
function told(): { admission: Admission; arrive: (name: string, id?: string) => void; turn: () => Promise<void>; admitted: string[] } {
  const turns: (() => void)[] = [];
  const admission = new Admission((work) => void turns.push(work));
  const admitted: string[] = [];
  return {
    admission,
    admitted,
    arrive(name, id = name) {
      const waiting = admission.enter(name);
      if (waiting === undefined) admitted.push(id);
      else void waiting.then(() => admitted.push(id));
    },
    async turn() {
      for (const work of turns.splice(0)) work();
      await Promise.resolve();
    },
  };
}

describe('calls that arrive at once', () => {
  it('are let in a few per turn, in their order, all of them', async () => {
    const { arrive, turn, admitted } = told();
    const ids = Array.from({ length: 3 * PER_TURN + 1 }, (_, index) => `call ${index}`);
    for (const id of ids) arrive('flash', id);
    for (let turns = 1; turns <= 3; turns += 1) {
      expect(admitted).toEqual(ids.slice(0, turns * PER_TURN));
      await turn();
    }
    expect(admitted).toEqual(ids);
  });

  it('of one function leave the others their turn', async () => {
    const { arrive, turn, admitted } = told();
    for (let index = 0; index < 1000; index += 1) arrive('flash');
    arrive('cart');
    arrive('address');
    arrive('cart', 'second cart');
    await turn();
    const behind = admitted.slice(PER_TURN);
    expect(behind).toContain('cart');
    expect(behind).toContain('address');
    expect(behind).toContain('second cart');
  });

  it('do not slow those that come one after the other, and nothing is scheduled without them', async () => {
    const turns: (() => void)[] = [];
    const admission = new Admission((work) => void turns.push(work));
    expect(turns).toHaveLength(0);
    for (let index = 0; index < 3 * PER_TURN; index += 1) {
      expect(admission.enter('cart')).toBeUndefined();
      turns.splice(0).forEach((work) => work());
      await Promise.resolve();
    }
    turns.splice(0).forEach((work) => work());
    expect(turns).toHaveLength(0);
  });

  it('lets a late call in behind those that wait, not before', async () => {
    const { arrive, turn, admitted } = told();
    for (let index = 0; index < 2 * PER_TURN; index += 1) arrive('flash', `early ${index}`);
    arrive('flash', 'late');
    await turn();
    expect(admitted).not.toContain('late');
    await turn();
    expect(admitted.at(-1)).toBe('late');
  });
});
