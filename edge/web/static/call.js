// A truck that waits for a person: a call that can't be missed, its evidence, and the operator's decision.

import { ask, canLogIn, operator } from "./api.js";
import { at, make, redraw, say } from "./dom.js";
import { openLogIn, renewSession } from "./login.js";
import { decider, reasons, violation } from "./passages.js";
import { reasonWord } from "./reasons.js";
import { beepWhile } from "./sound.js";
import { thumbnails } from "./viewer.js";
import { currentLanguage, elapsed, kilograms, word, wordOrNull } from "./words.js";

const WHY = {
  open: ["papers checked", "plate read by eye", "container number read by eye", "weight accepted", "told to by the shift leader"],
  refuse: ["papers missing", "plate does not match the papers", "container does not match the papers", "too heavy", "wrong lane", "sent to inspection"],
};

let passage = null;
let chosen = null; // one of WHY, as it is recorded
let sending = false;

/** Whether a truck calls now. `since`: how long the lane has been in its phase, in ms. */
export function showCall(now, sinceMs) {
  if (now?.passage_id !== passage?.passage_id) forget();
  passage = now;
  const calls = passage?.referred ?? false;
  at("call").hidden = !passage?.may_decide;
  at("call").classList.toggle("calls", calls);
  if (passage?.may_decide) showEvidence(calls, sinceMs);
  beepWhile(calls);
  return calls;
}

function forget() {
  chosen = null;
  at("own-reason").value = "";
  say(at("decision-told"), "");
}

function showEvidence(calls, sinceMs) {
  say(at("call-head"), calls ? word("call") : word("call.refused"));
  say(at("call-waits"), [word("call.waits", { elapsed: elapsed(sinceMs) }), decider(passage.decision)].filter(Boolean).join(" · "));
  say(at("call-plate"), passage.plate ?? word("plate.unread"));
  at("call-plate").classList.toggle("unread", passage.plate === null);
  const facts = [passage.trailer_plate, ...passage.containers, passage.gross_kg === null ? null : `${kilograms(passage.gross_kg)} kg`];
  say(at("call-facts"), facts.filter(Boolean).join(" · "));
  say(at("call-reasons"), reasons(passage));
  redraw(at("call-violations"), [currentLanguage(), passage.violations], () => passage.violations.map(violation));
  redraw(at("call-images"), [currentLanguage(), passage.passage_id, passage.images], () => [thumbnails(passage.passage_id, passage.images)]);
  showForm();
}

function showForm() {
  const mayDecide = operator() !== null;
  at("decision").hidden = !mayDecide;
  at("call-log-in").hidden = mayDecide || !canLogIn();
  at("call-read-only").hidden = mayDecide || canLogIn();
  redraw(at("why"), [currentLanguage(), chosen], () => Object.entries(WHY).map(choices));
  const why = reason();
  for (const outcome of Object.keys(WHY)) {
    const other = Object.keys(WHY).find((one) => one !== outcome);
    at(`decide-${outcome}`).disabled = sending || why.length < 3 || WHY[other].includes(why);
  }
}

function choices([outcome, reasonsOfIt]) {
  const group = make("div", "choices");
  group.append(make("p", "dim", word(`decide.why-${outcome}`)), ...reasonsOfIt.map(choice));
  return group;
}

function choice(why) {
  const button = make("button", "choice", reasonWord(why));
  button.type = "button";
  button.dataset.reason = why;
  button.setAttribute("aria-pressed", String(chosen === why));
  button.addEventListener("click", () => {
    chosen = chosen === why ? null : why;
    at("own-reason").value = "";
    showForm();
  });
  return button;
}

function reason() {
  return at("own-reason").value.trim() || chosen || "";
}

async function decide(outcome) {
  const asked = { passage_id: passage.passage_id, outcome, reason: reason() };
  sending = true;
  say(at("decision-told"), word("decide.sending"));
  showForm();
  const told = await answerTo(asked);
  sending = false;
  say(at("decision-told"), told);
  showForm();
}

async function answerTo(asked) {
  try {
    const { status, body } = await ask("/api/decide", asked);
    if (status === 401) await renewSession();
    if (status !== 200) return wordOrNull(`decide.${body.code}`) ?? word("decide.failed");
    return body.accepted ? word(`decide.done-${asked.outcome}`) : word("decide.not", { reason: reasonWord(body.reason) });
  } catch {
    return word("decide.failed");
  }
}

at("own-reason").addEventListener("input", () => {
  chosen = null;
  showForm();
});
at("decide-open").addEventListener("click", () => decide("open"));
at("decide-refuse").addEventListener("click", () => decide("refuse"));
at("call-log-in").addEventListener("click", openLogIn);
