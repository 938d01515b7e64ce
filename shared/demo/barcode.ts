/** The check digit of the first twelve digits of an EAN-13 code (GS1 General Specifications, 7.9). */
export function ean13CheckDigit(twelve: string): number {
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}

/** A Chinese EAN-13: `69`, five digits of the maker, five of the item. */
export function ean13(maker: string, item: number): string {
  const twelve = `69${maker}${String(item).padStart(5, '0')}`;
  if (!/^\d{12}$/.test(twelve)) throw new RangeError(`no EAN-13 from maker ${maker} and item ${item}`);
  return twelve + String(ean13CheckDigit(twelve));
}
