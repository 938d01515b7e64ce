import type { LogisticsDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { CARRIERS, isOwnCarrier } from '@shop/shared/domain/carriers.ts';
import { piecesLeft, piecesText } from '@shop/shared/domain/parcels.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';

const STATUS_LABELS: Readonly<Record<LogisticsDocument['status'], string>> = {
  shipped: '已发出',
  in_transit: '运输中',
  delivering: '派送中',
  signed: '已签收',
  exception: '运输异常',
};

export interface TrackRow {
  readonly id: string;
  readonly text: string;
  readonly time: string;
}

export interface ParcelView {
  readonly number: string;
  /** No carrier has it: its number is nothing to track it by. */
  readonly own: boolean;
  readonly company: string;
  readonly phone: string;
  readonly time: string;
  readonly label: string;
  readonly trouble: boolean;
  /** `苹果 ×2、梨 ×1`, where a parcel holds a part of the order; empty otherwise. */
  readonly goods: string;
  /** Latest first. */
  readonly tracks: readonly TrackRow[];
}

/** The order's parcels with what their carriers told; one nobody told of yet is just sent. */
export function parcelViews(
  order: Pick<OrderDocument, 'parcels' | 'items'>,
  logistics: readonly Pick<LogisticsDocument, 'company' | 'number' | 'status' | 'tracks'>[],
): ParcelView[] {
  return order.parcels.map((parcel) => {
    const told = logistics.find(({ company, number }) => company === parcel.company && number === parcel.number);
    const status = told?.status ?? 'shipped';
    return {
      number: parcel.number,
      own: isOwnCarrier(parcel.company),
      company: parcel.companyName,
      phone: CARRIERS.find((carrier) => carrier.code === parcel.company)?.phone ?? '',
      time: formatDateTime(parcel.shippedAt),
      label: isOwnCarrier(parcel.company) && status === 'shipped' ? '商家已备好' : STATUS_LABELS[status],
      trouble: status === 'exception',
      goods: order.parcels.length > 1 || piecesLeft(order.items) > 0 ? piecesText(order.items, parcel.items) : '',
      tracks: (told?.tracks ?? [])
        .map(({ time, text }, index) => ({ id: String(index), text, at: time.getTime(), time: formatDateTime(time) }))
        .sort((a, b) => b.at - a.at || Number(b.id) - Number(a.id))
        .map(({ id, text, time }) => ({ id, text, time })),
    };
  });
}
