import { checkpoint } from '../_platform/checkpoint.ts';
import { required } from '../_platform/config.ts';
import { httpRequest, respond, type HttpResponse } from '../_platform/http.ts';
import { log } from '../_platform/log.ts';
import { verifyNotice } from '../_platform/payment-notice.ts';
import { bookPayment } from '../_services/payments/book.ts';

function answer(code: 'SUCCESS' | 'FAIL', message: string): HttpResponse {
  const body = `<xml><return_code><![CDATA[${code}]]></return_code><return_msg><![CDATA[${message}]]></return_msg></xml>`;
  return respond(200, 'application/xml; charset=utf-8', body);
}

/** WeChat Pay's notice. Anything but SUCCESS makes WeChat tell it again later. */
export async function main(event: unknown): Promise<HttpResponse> {
  const request = httpRequest(event);
  if (request?.method !== 'POST') return answer('FAIL', 'POST only');
  const own = { appid: required('WECHATPAY_APPID'), mchId: required('WECHATPAY_MCHID'), key: required('WECHATPAY_KEY') };
  const verdict = verifyNotice(request.body, own);
  if (!verdict.ok) {
    log.warn('payment notice refused', { why: verdict.why });
    return answer('FAIL', verdict.why);
  }
  await checkpoint('notice.verified');
  try {
    const booking = await bookPayment(verdict.notice);
    if (booking === 'unknown' || booking === 'amount') return answer('FAIL', booking);
    return answer('SUCCESS', 'OK');
  } catch (error) {
    log.error('payment notice not booked', error, { payment: verdict.notice.outTradeNo });
    return answer('FAIL', 'try again');
  }
}
