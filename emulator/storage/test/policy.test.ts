import { describe, expect, it } from 'vitest';
import type { EndUser } from '../../gateway/context.ts';
import { createFeed } from '../../server/feed.ts';
import type { StorageRules } from '../../types.ts';
import { StoragePolicy } from '../policy.ts';

const clock = { now: () => 1000, advance: () => undefined, onAdvance: () => () => undefined };
const ME: EndUser = { kind: 'mini', appid: 'wx1', openid: 'o-me' };
const WEB: EndUser = { kind: 'web', uid: 'admin-1', customUserId: 'admin-1', anonymous: false };
const ANONYMOUS: EndUser = { kind: 'web', uid: 'u-1', anonymous: true };

function policy(rules: StorageRules): StoragePolicy {
  return new StoragePolicy(rules, clock, createFeed(clock));
}

function may(rules: StorageRules, user: EndUser | null, operation: 'read' | 'write', openid: string, path = 'a/b.png'): boolean {
  try {
    policy(rules).check(user, operation, { openid, path });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'STORAGE_EXCEED_AUTHORITY' });
    return false;
  }
}

const custom = (rule: string): StorageRules => ({ permission: 'CUSTOM', rule: { read: rule } });

describe('basic permissions', () => {
  it.each([
    ['READONLY', true, true, true, false],
    ['PRIVATE', true, true, false, false],
    ['ADMINWRITE', true, false, true, false],
    ['ADMINONLY', false, false, false, false],
  ] as const)('%s', (permission, ownRead, ownWrite, otherRead, otherWrite) => {
    const rules = { permission };
    expect([
      may(rules, ME, 'read', 'o-me'),
      may(rules, ME, 'write', 'o-me'),
      may(rules, ME, 'read', 'o-x'),
      may(rules, ME, 'write', 'o-x'),
    ]).toEqual([ownRead, ownWrite, otherRead, otherWrite]);
    expect(may(rules, null, 'write', 'o-x')).toBe(true);
  });
});

describe('a rule of its own', () => {
  it.each<[string, EndUser, string, boolean]>([
    ['resource.openid == auth.openid', ME, 'o-me', true],
    ['resource.openid == auth.openid', ME, '', false],
    // A web user has no openid, a function's file no owner: two things that are not there are not the same.
    ['resource.openid == auth.openid', WEB, '', false],
    ['resource.openid == auth.openid || resource.openid == auth.uid', WEB, 'admin-1', true],
    ["auth != null && auth.loginType != 'ANONYMOUS'", WEB, '', true],
    ["auth != null && auth.loginType != 'ANONYMOUS'", ANONYMOUS, '', false],
    ['/^a\\//.test(resource.path) == true', ME, '', true],
    ['/^a\\/B\\.(jpg|png)$/i.test(resource.path) == true', ME, '', true],
    ['/^[/]b/.test(resource.path) == true', ME, '', false],
    ['/^b/.test(resource.path) == false', ME, '', true],
    ['now > 999', ME, '', true],
    ['now > 1000', ME, '', false],
  ])('%s', (rule, user, openid, allowed) => {
    expect(may(custom(rule), user, 'read', openid)).toBe(allowed);
  });

  it('refuses what it does not name', () => {
    expect(may({ permission: 'CUSTOM', rule: { read: true } }, ME, 'write', 'o-me')).toBe(false);
    expect(may({ permission: 'CUSTOM' }, ME, 'read', 'o-me')).toBe(false);
  });

  it.each([
    ['resource.size < 100', 'resource.size is nothing that a rule of files can ask for'],
    ['/^a/.test(resource.path)', 'must be compared'],
    ['!/^a/.test(resource.path)', 'must be compared'],
    ['doc.owner == auth.openid', 'doc is not a variable'],
    ["get('database.a.b').c == 1", 'get is not a variable'],
    ['/(/.test(resource.path) == true', 'is not a pattern'],
    ['/a/g.test(resource.path) == true', 'only the flags'],
  ])('cannot be %s', (rule, why) => {
    expect(() => policy(custom(rule))).toThrow(why);
  });
});

describe('places for uploads', () => {
  const places = policy({
    permission: 'READONLY',
    uploads: [{ under: 'members/{openid}/', types: ['image/png'], maxBytes: 10 }, { under: 'inbox/' }],
  });

  it('gives the terms of the first that fits, the user’s own folder among them', () => {
    expect(places.terms(ME, 'members/o-me/a.png')).toEqual({ limit: 10, types: ['image/png'] });
    expect(places.terms(ME, 'inbox/a.bin')).toEqual({ limit: 5 * 1024 ** 3 });
    expect(places.terms(null, 'anywhere')).toEqual({ limit: 5 * 1024 ** 3 });
    for (const path of ['members/o-me2/a.png', 'members/o-other/a.png', 'a.png'])
      expect(() => places.terms(ME, path)).toThrow('permission denied');
  });

  it('asks only for kinds that bytes can be told to be', () => {
    expect(() => policy({ permission: 'READONLY', uploads: [{ under: 'a/', types: ['text/csv'] }] })).toThrow('cannot be told');
  });
});
