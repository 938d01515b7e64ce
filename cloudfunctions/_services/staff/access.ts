import type { StaffAccessDocument, StaffDocument } from '@shop/shared/database/documents.ts';
import { accessAreas, BUILT_IN_ROLES } from '@shop/shared/domain/permissions.ts';
import { DuplicateKey } from '../../_platform/database.ts';
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
