/** A mobile number of the mainland, bare. */
export const MOBILE_NUMBER = /^1[3-9]\d{9}$/;

/** `138 0013 8000`; what is no mobile number stays as it is. */
export function spacedPhone(phone: string): string {
  return phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}
