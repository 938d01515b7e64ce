import type { StaffAccessDocument, StaffDocument } from '@shop/shared/database/documents.ts';
import { accessAreas, BUILT_IN_ROLES } from '@shop/shared/domain/permissions.ts';
import { command, DuplicateKey } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/** The label people see for a role. */
export function roleLabel(role: string): string {
  return BUILT_IN_ROLES.find((candidate) => candidate.name === role)?.label ?? role;
}

/** What a person may do now, under the identity he signs in with: an openid for the staff mini-program, the staff id for the console. */
export function accessOf(staff: StaffDocument, identity: string, now: Date): StaffAccessDocument {
  const permissions = staff.status === 'active' ? [...(BUILT_IN_ROLES.find((role) => role.name === staff.role)?.permissions ?? [])] : [];
  return {
    _id: identity,
    staffId: staff._id,
    name: staff.name,
    role: staff.role,
    permissions,
    ...accessAreas(permissions),
    updateTime: now,
  };
}

/** Puts a person's rights where functions and security rules read them. */
export async function grantAccess(staff: StaffDocument, identity: string): Promise<StaffAccessDocument> {
  const access = accessOf(staff, identity, new Date());
  const { _id, ...fields } = access;
  if (await tables.staffAccess.updateOne({ _id }, fields)) return access;
  try {
    await tables.staffAccess.insert(access);
  } catch (error) {
    if (!(error instanceof DuplicateKey)) throw error;
    await tables.staffAccess.updateOne({ _id }, fields);
  }
  return access;
}

/** `openid:…` → the openid; a console user signs in as his own `_id`. */
export function identityOf(staff: StaffDocument): string {
  return staff.loginKey.startsWith('openid:') ? staff.loginKey.slice('openid:'.length) : staff._id;
}

/** More people than a shop has. */
const MOST = 1000;

/**
 * Lets everybody's rights follow who is staff, and as what. Security rules go by `staffAccess` alone, so somebody who was dismissed would go on reading with it until he
 * asked for his session, which he need not do. Answers how many changed.
 */
export async function sweepAccess(): Promise<number> {
  const held = await tables.staffAccess.find({ _id: command.gt('') }, { limit: MOST });
  const people = await tables.staff.getMany([...new Set(held.map(({ staffId }) => staffId))]);
  const staffById = new Map(people.map((staff) => [staff._id, staff]));
  let changed = 0;
  for (const access of held) {
    const staff = staffById.get(access.staffId);
    const gone = staff?.status !== 'active';
    if (gone ? access.permissions.length === 0 : staff.role === access.role) continue;
    if (staff !== undefined) await grantAccess(staff, access._id);
    // His name stays: by it people know who did what.
    else await tables.staffAccess.updateOne({ _id: access._id }, { permissions: [], ...accessAreas([]), updateTime: new Date() });
    changed += 1;
  }
  return changed;
}
