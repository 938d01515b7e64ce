/** Asks the emulator; throws what it says, in words for a person, when it refuses. */
export async function ask<Answer>(path: string, method = 'GET', body?: unknown): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error('模拟器没有回答，它可能已经停下；启动它后再试');
  }
  const answer = (await response.json().catch(() => null)) as (Answer & { readonly message?: string }) | null;
  if (!response.ok || answer === null) throw new Error(answer?.message ?? `模拟器回答了 ${response.status}`);
  return answer;
}
