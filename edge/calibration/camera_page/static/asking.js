// How this page asks its program: with the token of its own address, in a header where something is changed.

const token = new URLSearchParams(location.search).get("token") ?? "";

export class Refused extends Error {}

export function address(path) {
  return `${path}?token=${encodeURIComponent(token)}&at=${Date.now()}`;
}

export async function ask(path) {
  return answerOf(await fetch(path, { headers: { "X-Token": token }, cache: "no-store" }));
}

export async function tell(path, body = {}) {
  const headers = { "X-Token": token, "Content-Type": "application/json" };
  return answerOf(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function answerOf(response) {
  if (response.status === 403) throw new Refused();
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? String(response.status));
  return answer;
}
