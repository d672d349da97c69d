// What this page asks the daemon to do: JSON, with the token of this session.

const PATIENCE_MS = 8000;

let session = { can_log_in: false, operator: null, csrf: "" };

export function operator() {
  return session.operator;
}

export function canLogIn() {
  return session.can_log_in;
}

/** Who is logged in, and the token for what is asked next; where the page is read only there is nobody to ask. */
export async function refreshSession() {
  const answer = await fetch("/api/session", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  session = answer.ok ? await answer.json() : { can_log_in: false, operator: null, csrf: "" };
}

/** {status, body} of a POST; a token that has run out is renewed once. */
export async function ask(path, document) {
  const first = await post(path, document);
  if (first.body.code !== "csrf") return first;
  await refreshSession();
  return post(path, document);
}

async function post(path, document) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf },
    body: JSON.stringify(document),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const body = await answer.json().catch(() => ({}));
  return { status: answer.status, body };
}
