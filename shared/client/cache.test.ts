import { expect, test } from 'vitest';
import { createCache, type CacheStorage } from './cache.ts';

function phone(): { storage: CacheStorage; clock: { now: number } } {
  const kept = new Map<string, unknown>();
  return {
    clock: { now: 1_000_000 },
    storage: {
      get: (key) => kept.get(key),
      set: (key, value) => void kept.set(key, value),
      remove: (key) => void kept.delete(key),
      keys: () => [...kept.keys()],
    },
  };
}

function shop(): { load: () => Promise<string>; say(text: string): void; reads(): number; fail(): void } {
  let text = '';
  let reads = 0;
  let broken = false;
  return {
    say: (next) => void (text = next),
    reads: () => reads,
    fail: () => void (broken = true),
    load: () => {
      reads += 1;
      return broken ? Promise.reject(new Error('offline')) : Promise.resolve(text);
    },
  };
}

test('memory answers for 30 seconds without a read', async () => {
  const { storage, clock } = phone();
  const source = shop();
  source.say('苹果');
  const cache = createCache({ storage, now: () => clock.now });
  expect(await cache.read('name', source.load)).toBe('苹果');
  source.say('梨');
  clock.now += 29_999;
  expect(await cache.read('name', source.load)).toBe('苹果');
  expect(source.reads()).toBe(1);
});

test('a stored copy is shown at once for 5 minutes, and the fresh value follows', async () => {
  const { storage, clock } = phone();
  const source = shop();
  source.say('苹果');
  await createCache({ storage, now: () => clock.now }).read('name', source.load);
  source.say('梨');
  clock.now += 299_999;
  const later = createCache({ storage, now: () => clock.now });
  const followed = new Promise<string>((resolve) => {
    void later.read('name', source.load, resolve).then((shown) => expect(shown).toBe('苹果'));
  });
  expect(await followed).toBe('梨');
  expect(await later.read('name', source.load)).toBe('梨');
  expect(source.reads()).toBe(2);
});

test('after 5 minutes the read is waited for; an old copy serves only when it fails', async () => {
  const { storage, clock } = phone();
  const source = shop();
  source.say('苹果');
  const cache = createCache({ storage, now: () => clock.now });
  await cache.read('name', source.load);
  source.say('梨');
  clock.now += 300_000;
  expect(await cache.read('name', source.load)).toBe('梨');
  source.fail();
  clock.now += 600_000;
  expect(await cache.read('name', source.load)).toBe('梨');
  await expect(cache.read('other', source.load)).rejects.toThrow('offline');
});

test('two readers share one read; a read begun before a drop keeps nothing', async () => {
  const { storage, clock } = phone();
  const cache = createCache({ storage, now: () => clock.now });
  let answer: (text: string) => void = () => undefined;
  const slow = (): Promise<string> => new Promise((resolve) => (answer = resolve));
  const first = cache.read('name', slow);
  const second = cache.read('name', slow);
  cache.drop();
  answer('旧');
  expect(await Promise.all([first, second])).toEqual(['旧', '旧']);
  expect(await cache.read('name', () => Promise.resolve('新'))).toBe('新');
});

test('a new version forgets what was kept under the old one', async () => {
  const { storage, clock } = phone();
  const cache = createCache({ storage, now: () => clock.now });
  cache.useVersion('1');
  await cache.read('name', () => Promise.resolve('旧'));
  cache.useVersion('1');
  expect(await cache.read('name', () => Promise.resolve('新'))).toBe('旧');
  cache.useVersion('2');
  expect(await cache.read('name', () => Promise.resolve('新'))).toBe('新');
});
