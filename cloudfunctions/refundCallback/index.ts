import { required } from '../_platform/config.ts';
import { httpRequest, respond, type HttpResponse } from '../_platform/http.ts';
import { log } from '../_platform/log.ts';
import { readRefundNotice } from '../_platform/refund-notice.ts';
import { hearOfRefund } from '../_services/payments/settle.ts';

function answer(code: 'SUCCESS' | 'FAIL', message: string): HttpResponse {
  const body = `<xml><return_code><![CDATA[${code}]]></return_code><return_msg><![CDATA[${message}]]></return_msg></xml>`;
  return respond(200, 'application/xml; charset=utf-8', body);
}

/** WeChat Pay's news of a refund: unsigned, so a hint to ask. Anything but SUCCESS makes WeChat tell it again later. */
export async function main(event: unknown): Promise<HttpResponse> {
  const request = httpRequest(event);
  if (request?.method !== 'POST') return answer('FAIL', 'POST only');
  const own = { appid: required('WECHATPAY_APPID'), mchId: required('WECHATPAY_MCHID'), key: required('WECHATPAY_KEY') };
  const verdict = readRefundNotice(request.body, own);
  if (!verdict.ok) {
    log.warn('refund notice refused', { why: verdict.why });
    return answer('FAIL', verdict.why);
  }
  try {
    return (await hearOfRefund(verdict.outRefundNo)) ? answer('SUCCESS', 'OK') : answer('FAIL', 'unknown');
  } catch (error) {
    log.error('refund notice not booked', error, { refund: verdict.outRefundNo });
    return answer('FAIL', 'try again');
  }
}
