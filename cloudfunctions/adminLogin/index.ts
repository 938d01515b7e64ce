import { adminLogin } from '@shop/shared/contracts/staff.ts';
import { REASONS } from '@shop/shared/contracts/reasons.ts';
import { httpRequest, respond, type HttpResponse } from '../_platform/http.ts';
import { log } from '../_platform/log.ts';
import { refusal, reply, requestIdOf } from '../_platform/serve.ts';
import { signInAdmin } from '../_services/staff/sign-in.ts';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Sign-in of the console over the HTTP access service: the one act that comes before any session. Answers in the envelope of every call. */
export async function main(event: unknown, context: unknown): Promise<HttpResponse> {
  const requestId = requestIdOf(context);
  const answer = (body: { status: number }): HttpResponse => respond(body.status, 'application/json; charset=utf-8', JSON.stringify(body));
  const request = httpRequest(event);
  if (request?.method !== 'POST') return answer({ ...refusal(requestId, 'INPUT_INVALID', '请用 POST 方式登录'), status: 405 });
  const input = adminLogin.input.safeParse(parse(request.body));
  if (!input.success) return answer(refusal(requestId, 'INPUT_INVALID', '请填写用户名和密码（密码 6–72 位）'));
  try {
    const result = await signInAdmin(input.data, { ip: request.ip, userAgent: request.headers.get('user-agent') ?? '' });
    return answer(result.ok ? reply(requestId, result.data) : refusal(requestId, result.reason, result.message));
  } catch (error) {
    log.error('fault', error, { function: 'adminLogin', requestId });
    return answer(refusal(requestId, 'INTERNAL', REASONS.INTERNAL.message));
  }
}
