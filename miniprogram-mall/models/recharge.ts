import { formatYuan } from '@shop/shared/domain/money.ts';

const yuan = (amount: number): string => formatYuan(amount).replace(/\.00$/, '');

export interface PackageCard {
  readonly id: string;
  readonly title: string;
  readonly get: string;
  readonly pay: string;
  /** `多得 ¥30`; empty where as much comes as is paid. */
  readonly gift: string;
}

/** A recharge package as it is offered; fen. */
export function packageCard(offer: {
  readonly id: string;
  readonly title: string;
  readonly pay: number;
  readonly get: number;
}): PackageCard {
  const { id, title, pay, get } = offer;
  return { id, title, get: yuan(get), pay: yuan(pay), gift: get > pay ? `多得 ¥${yuan(get - pay)}` : '' };
}
