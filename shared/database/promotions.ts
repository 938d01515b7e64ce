import type { FlashTerms } from '../domain/flash-sale.ts';
import type { TeamStatus } from '../domain/group-buy.ts';

/** A change of a sale's `sold` that is not proven yet by the buyer's purchase: what makes a killed function repairable. */
export interface FlashMark {
  /** The order that takes, or `<order>.back` of one that gives back. */
  key: string;
  orderId: string;
  /** The buyer's purchase, by an id that does not say who he is. */
  purchaseId: string;
  pieces: number;
  at: Date;
}

/** What is sold for a while at another price. Customers watch it, so nothing in it says who bought. */
export interface FlashSaleDocument extends FlashTerms {
  _id: string;
  title: string;
  productId: string;
  skuId: string;
  productName: string;
  specs: string;
  image: string;
  /** Fen a piece, in the sale and outside it. */
  price: number;
  listPrice: number;
  sold: number;
  marks: FlashMark[];
  createTime: Date;
  updateTime: Date;
}

/** What one person has of one sale, `_id` derived from both. `bought` is the sum of `holds`; a hold proves that the sale counted it. */
export interface FlashPurchaseDocument {
  _id: string;
  _openid: string;
  saleId: string;
  bought: number;
  holds: { orderId: string; pieces: number }[];
  createTime: Date;
  updateTime: Date;
}

/** An offer to buy in a group: `size` people within `hours` of the first. */
export interface GroupBuyDocument {
  _id: string;
  title: string;
  productId: string;
  skuId: string;
  productName: string;
  specs: string;
  image: string;
  /** Fen a piece, in a group and alone. */
  price: number;
  listPrice: number;
  size: number;
  hours: number;
  /** Pieces an order may have. */
  perOrder: number;
  startsAt: Date;
  endsAt: Date;
  status: 'on' | 'stopped';
  /** Teams that were ever opened. */
  opened: number;
  createTime: Date;
  updateTime: Date;
}

export interface TeamSeatDocument {
  orderId: string;
  who: string;
  name: string;
  avatarUrl: string;
  paid: boolean;
  at: Date;
}

/** One team. Its members watch it, and so may strangers who were sent its link: no openid, no full name. */
export interface GroupTeamDocument {
  _id: string;
  groupBuyId: string;
  productId: string;
  /** Who opened it, as `who` of a seat; he may have left. */
  leader: string;
  size: number;
  seats: TeamSeatDocument[];
  /** `seats.length`, and those of them that are paid: conditions of the writes that change them. */
  seatCount: number;
  paidCount: number;
  /** size − paidCount. */
  missing: number;
  deadline: Date;
  status: TeamStatus;
  endReason?: 'deadline' | 'empty';
  /** It is decided, and its orders have not all been told: the timer is at work. */
  settling: boolean;
  createTime: Date;
  updateTime: Date;
}

/** An order's part in a team. */
export interface OrderGroup {
  groupBuyId: string;
  teamId: string;
  /** As far as the order has heard; the team's own document decides. */
  state: TeamStatus;
  /** Its payment is counted in the team. */
  counted: boolean;
}
