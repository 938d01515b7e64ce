import type { StaffAccessDocument, StaffDocument } from '../database/documents.ts';
import { accessAreas, BUILT_IN_ROLES } from '../domain/permissions.ts';
import { DAY_MS } from '../domain/time.ts';

/** A member of staff who signs in with his mini-program identity. */
export interface DemoStaff {
  readonly _id: string;
  readonly openid: string;
  readonly name: string;
  readonly role: string;
}

/** An administrator of the console. The password is plain because the README tells it; whoever stores him hashes it. */
export interface DemoAdmin {
  readonly _id: string;
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly role: string;
}

export const DEMO_STAFF: readonly DemoStaff[] = [
  { _id: 's-demo-01', openid: 'o-demo-staff-01', name: '周仓管', role: 'warehouse' },
  { _id: 's-demo-02', openid: 'o-demo-staff-02', name: '吴销售', role: 'sales' },
  { _id: 's-demo-03', openid: 'o-demo-staff-03', name: '郑店长', role: 'manager' },
];

export const DEMO_ADMINS: readonly DemoAdmin[] = [
  { _id: 's-demo-admin', username: 'admin', password: 'Tianjian@2026', name: '王掌柜', role: 'super' },
  { _id: 's-demo-order', username: 'order', password: 'Dingdan@2026', name: '何跟单', role: 'order' },
];

/** Staff and administrators; an administrator's `passwordHash` is missing until the caller makes it from `DEMO_ADMINS`. */
export function staff(now: Date): StaffDocument[] {
  const common = {
    status: 'active' as const,
    failedLogins: 0,
    lockedUntil: null,
    createTime: new Date(now.getTime() - 360 * DAY_MS),
    lastLoginTime: null,
  };
  return [
    ...DEMO_STAFF.map(({ _id, openid, name, role }) => ({ _id, loginKey: `openid:${openid}`, name, role, ...common })),
    ...DEMO_ADMINS.map(({ _id, username, name, role }) => ({ _id, loginKey: `user:${username}`, name, role, username, ...common })),
  ];
}

/** What they may do: keyed by openid for staff, by staff id (the custom-login id) for administrators. */
export function staffAccess(now: Date): StaffAccessDocument[] {
  const identities = [
    ...DEMO_STAFF.map(({ _id, openid, name, role }) => ({ identity: openid, staffId: _id, name, role })),
    ...DEMO_ADMINS.map(({ _id, name, role }) => ({ identity: _id, staffId: _id, name, role })),
  ];
  return identities.map(({ identity, staffId, name, role }) => {
    const permissions = [...(BUILT_IN_ROLES.find((each) => each.name === role)?.permissions ?? [])];
    return { _id: identity, staffId, name, role, permissions, ...accessAreas(permissions), updateTime: now };
  });
}
