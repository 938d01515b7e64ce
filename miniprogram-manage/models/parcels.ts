import { isOwnCarrier, ownParcelNumber, PARCEL_NUMBER, SHIPPING_CARRIERS, type Carrier } from '@shop/shared/domain/carriers.ts';

/** A parcel as it is being typed in. */
export interface ParcelDraft {
  readonly key: number;
  readonly company: string;
  readonly number: string;
}

/** The contract of `shipOrder` takes no more. */
export const MOST_PARCELS = 15;

/** Letters of a number that belong to one carrier alone. Digits alone are shared by several: nothing is guessed from them. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^SF\d/, 'shunfeng'],
  [/^JD[A-Z0-9]/, 'jd'],
  [/^YT\d/, 'yuantong'],
  [/^JT\d/, 'jtexpress'],
  [/^(STO|SH)\d/, 'shentong'],
  [/^E[A-Z]\d{9}CN$/, 'ems'],
  [/^DPK\d/, 'debangkuaidi'],
];

/** What was typed or scanned, as carriers print it: no blanks, capital letters. */
export function cleanNumber(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}

/** The carrier's code that a number tells by itself; null when it does not. */
export function carrierOf(number: string): string | null {
  return PREFIXES.find(([pattern]) => pattern.test(number))?.[1] ?? null;
}

/** Whether a scanned text can be a parcel number at all; a QR code with a link is not. */
export function isParcelNumber(text: string): boolean {
  return PARCEL_NUMBER.test(text);
}

/** What is wrong with each parcel, by its key; empty when all may go. */
export function parcelFaults(parcels: readonly ParcelDraft[]): Record<number, string> {
  const faults: Record<number, string> = {};
  for (const parcel of parcels) {
    const { key, company, number } = parcel;
    if (company === '') faults[key] = '请选择快递公司';
    else if (number === '') faults[key] = '请填写或扫描快递单号';
    else if (!isParcelNumber(number)) faults[key] = '单号应为 6–32 位字母和数字';
    else if (parcels.some((other) => other.key < key && other.number === number)) faults[key] = '与前面的单号重复了';
  }
  return faults;
}

/** A parcel that another way is chosen for. What no carrier takes is numbered after its order, as the `which`th of its parcels; that number goes with it again. */
export function withCarrier(parcel: ParcelDraft, company: string, orderNo: string, which: number): ParcelDraft {
  const own = ownParcelNumber(orderNo, which);
  if (isOwnCarrier(company)) return { ...parcel, company, number: own };
  return { ...parcel, company, number: parcel.number === own ? '' : parcel.number };
}

/** The carriers, the one used last in front. */
export function carriersFor(last: string): readonly Carrier[] {
  const first = SHIPPING_CARRIERS.find((carrier) => carrier.code === last);
  return first ? [first, ...SHIPPING_CARRIERS.filter((carrier) => carrier !== first)] : SHIPPING_CARRIERS;
}
