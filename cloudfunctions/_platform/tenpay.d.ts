declare module 'tenpay' {
  /** The part of tenpay 2.1.18 that is used here. All answers are strings; a business failure is an `Error(err_code)`. */
  type Fields = Record<string, string>;
  interface Options {
    appid: string;
    mchid: string;
    partnerKey: string;
    pfx?: Buffer;
    notify_url?: string;
    refund_url?: string;
    spbill_create_ip?: string;
  }
  export default class Tenpay {
    constructor(options: Options, debug?: boolean);
    urls: Record<string, string>;
    unifiedOrder(fields: Record<string, string | number>): Promise<Fields>;
    getPayParamsByPrepay(fields: { prepay_id: string }, signType?: string): Fields;
    orderQuery(fields: { out_trade_no: string }): Promise<Fields>;
    closeOrder(fields: { out_trade_no: string }): Promise<Fields>;
    refund(fields: Record<string, string | number>): Promise<Fields>;
    downloadBill(fields: { bill_date: string; bill_type: string }): Promise<string>;
    refundQuery(fields: { out_refund_no: string }): Promise<Fields>;
  }
}
