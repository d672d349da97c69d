// Logging in and out. Without it the page is to be looked at only.

import { ask, canLogIn, operator, refreshSession } from "./api.js";
import { at, say } from "./dom.js";
import { word, wordOrNull } from "./words.js";

const EVERY_MS = 30_000; // a session may end elsewhere: the user is removed, twelve hours are over

let onChange = () => {};

export function whenSessionChanges(tell) {
  onChange = tell;
}

export function showSession() {
  at("log-in").hidden = !canLogIn() || operator() !== null;
  at("who").hidden = operator() === null;
  say(at("operator"), operator() ?? "");
}

export function openLogIn() {
  say(at("log-in-fault"), "");
  at("log-in-dialog").showModal();
}

export async function renewSession() {
  try {
    await refreshSession();
  } catch {
    return; // the page says already that nobody answers
  }
  showSession();
  onChange();
}

async function logIn(event) {
  event.preventDefault();
  const asked = { name: at("name").value.trim(), password: at("password").value };
  at("log-in-send").disabled = true;
  say(at("log-in-fault"), await tryLogIn(asked));
  at("log-in-send").disabled = false;
  at("password").value = "";
  if (operator() !== null) at("log-in-dialog").close();
  else at("password").focus();
}

/** What went wrong, in words; empty where nothing did. */
async function tryLogIn(asked) {
  try {
    const { status, body } = await ask("/api/log-in", asked);
    await renewSession();
    if (status === 200) return "";
    return wordOrNull(`log-in.${body.code}`, { wait: body.wait_s }) ?? word("log-in.failed");
  } catch {
    return word("log-in.failed");
  }
}

async function logOut() {
  try {
    await ask("/api/log-out", {});
  } finally {
    await renewSession();
  }
}

at("log-in").addEventListener("click", openLogIn);
at("log-out").addEventListener("click", logOut);
at("log-in-form").addEventListener("submit", logIn);
at("log-in-cancel").addEventListener("click", () => at("log-in-dialog").close());
setInterval(renewSession, EVERY_MS);
