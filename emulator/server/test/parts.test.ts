import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArguments } from '../arguments.ts';
import { createAlarms, createClock } from '../clock.ts';
import { openDataFolder } from '../data-folder.ts';
import { createMeter } from '../meter.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('alarms', () => {
  it('go off once, in order of time, when the clock is moved past them', async () => {
    const clock = createClock();
    const alarms = createAlarms(clock);
    const rung: string[] = [];
    const now = clock.now();
    alarms.at(now + 60_000, () => {
      rung.push('second');
      alarms.at(now + 70_000, () => void rung.push('set by the second'));
    });
    alarms.at(now + 30_000, () => void rung.push('first'));
    alarms.at(now + 45_000, () => Promise.reject(new Error('its own affair')));
    alarms.at(now + 50_000, () => void rung.push('called off'))();
    clock.advance(29_000);
    await alarms.settled();
    expect(rung).toEqual([]);
    clock.advance(100_000);
    await alarms.settled();
    expect(rung).toEqual(['first', 'second', 'set by the second']);
    alarms.close();
  });

  it('refuse a clock that runs backward', () => {
    expect(() => createClock().advance(-1)).toThrow(RangeError);
  });
});

describe('the data folder', () => {
  it('serves one emulator at a time; a dead one’s lock is taken over', () => {
    const first = openDataFolder(folder, { reset: false });
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => openDataFolder(folder, { reset: false })).toThrow('in use by another emulator');
    writeFileSync(join(folder, 'lock'), '999999999');
    openDataFolder(folder, { reset: false }).release();
    first.release();
  });

  it('is emptied on request, but never a folder with somebody else’s files', () => {
    const data = openDataFolder(folder, { reset: false });
    data.write('setup.json', '[]');
    const secret = data.secret('token-secret');
    expect(data.secret('token-secret')).toBe(secret);
    data.release();
    const again = openDataFolder(folder, { reset: true });
    expect(again.read('setup.json')).toBeNull();
    expect(again.secret('token-secret')).not.toBe(secret);
    again.release();
    const other = join(folder, 'other');
    openDataFolder(other, { reset: false }).release();
    rmSync(join(other, 'emulator.json'));
    writeFileSync(join(other, 'thesis.txt'), 'years of work');
    expect(() => openDataFolder(other, { reset: true })).toThrow('holds other files');
    expect(readFileSync(join(other, 'thesis.txt'), 'utf8')).toBe('years of work');
  });
});

describe('figures', () => {
  it('are kept per function and in all; a request’s own are forgotten when it ends', () => {
    const meter = createMeter();
    meter.database('order', 'r1', 3, 2);
    meter.database(null, null, 1, 0);
    expect(meter.ofRequest('r1')).toEqual({ reads: 3, writes: 2 });
    meter.call('order', 'r1', 12.5);
    expect(meter.ofRequest('r1')).toEqual({ reads: 0, writes: 0 });
    expect(meter.figures()).toEqual({
      total: { calls: 1, milliseconds: 12.5, reads: 4, writes: 2, bytesOut: 0 },
      functions: { order: { calls: 1, milliseconds: 12.5, reads: 3, writes: 2, bytesOut: 0 } },
    });
  });
});

describe('arguments', () => {
  it('come before the environment, and wrong ones are named', () => {
    expect(readArguments(['--port', '4000', '--no-demo', '--strict'], { PORT: '5000' })).toMatchObject({
      port: 4000,
      demo: false,
      reset: false,
      strict: true,
    });
    expect(readArguments([], { PORT: '5000' })).toMatchObject({ port: 5000, demo: true });
    expect(readArguments([], {}).port).toBe(3000);
    expect(() => readArguments(['--port', 'x'], {})).toThrow('is no port');
    expect(() => readArguments(['--prot', '1'], {})).toThrow('--prot');
  });
});
