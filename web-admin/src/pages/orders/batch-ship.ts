import { PARCEL_NUMBER } from '@shop/shared/domain/carriers.ts';

/** Order numbers and parcel numbers as pasted from a carrier's sheet. Pure: tested without a browser. */
export interface PastedLine {
  readonly orderNo: string;
  readonly number: string;
  readonly problem: string;
}

export const MOST_LINES = 100;

/** One order a line: its number, then the parcel's, parted by blanks, tabs or commas. Empty lines do not count. */
export function readPasted(text: string): PastedLine[] {
  const lines = text
    .normalize('NFKC')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/[\s,;]+/).filter((part) => part !== ''));
  const orders = lines.map(([orderNo = '']) => orderNo);
  const numbers = lines.map(([, number = '']) => number.toUpperCase());
  return lines.map((parts, index) => {
    const [orderNo, number] = [orders[index] ?? '', numbers[index] ?? ''];
    return { orderNo, number, problem: problemOf() };

    function problemOf(): string {
      if (parts.length !== 2) return '每行一个订单号和一个快递单号';
      if (!/^\d{8,20}$/.test(orderNo)) return '订单号不对';
      if (!PARCEL_NUMBER.test(number)) return '快递单号不对';
      if (orders.indexOf(orderNo) !== index) return '订单号重复';
      return numbers.indexOf(number) === index ? '' : '快递单号重复';
    }
  });
}
