// Asks the lane daemon once a second and shows its answer; says so where no answer comes.

import { showCall } from "./call.js";
import { showLight } from "./colours.js";
import { at, say } from "./dom.js";
import { showFaults } from "./faults.js";
import { renewSession, showSession, whenSessionChanges } from "./login.js";
import { forgetLast, showLast, showPassage } from "./passages.js";
import { refreshPictures, showCameras } from "./pictures.js";
import { showSound } from "./sound.js";
import {
  chooseLanguage, currentLanguage, elapsed, kilograms, localMoment, localTime, word, wordOf, wordOrNull,
} from "./words.js";

const EVERY_MS = 1000;
const PATIENCE_MS = 3000;
const MISSES_TO_TELL = 2; // one lost answer is no outage
const OLD_WEIGHT_S = 3;
const RESTART_TOLD_MS = 60_000;

let view = null;
let heardAt = null; // this machine's clock
let clockOffsetMs = 0; // the lane's clock less this machine's
let misses = 0;
let restartedAt = null; // the daemon, as this page has seen it

async function ask() {
  const answer = await fetch("/api/lane", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const laneClock = Date.parse(answer.headers.get("Date") ?? "");
  if (!Number.isNaN(laneClock)) clockOffsetMs = laneClock - Date.now();
  return answer.json();
}

async function beat() {
  try {
    hear(await ask());
  } catch {
    misses += 1;
  }
  try {
    show();
  } finally {
    setTimeout(beat, EVERY_MS);
  }
}

function hear(heard) {
  if (view && view.version !== heard.version) location.reload(); // the daemon was replaced, and this page with it
  if (misses >= MISSES_TO_TELL) forgetLast();
  if (view === null || view.boot_id !== heard.boot_id) begin(view !== null);
  view = heard;
  heardAt = new Date();
  misses = 0;
}

/** The first answer of a daemon, or of one that was restarted: who is logged in is asked anew. */
function begin(isRestart) {
  if (isRestart) restartedAt = new Date();
  renewSession();
}

function show() {
  const gone = misses >= MISSES_TO_TELL;
  document.body.classList.toggle("gone", gone);
  document.body.classList.toggle("waiting", view === null);
  at("gone").hidden = !gone;
  say(at("clock"), localTime(new Date()));
  if (gone) say(at("gone-since"), heardAt ? word("gone.since", { time: localTime(heardAt) }) : word("gone.never"));
  if (view) showLane(gone);
}

function showLane(gone) {
  document.title = `${view.lane} · ${gone ? word("gone") : wordOf("phase", view.phase)}`;
  say(at("lane"), view.lane);
  say(at("site"), view.site);
  say(at("direction"), wordOf("direction", view.direction));
  say(at("mode"), wordOf("mode", view.mode));
  say(at("version"), view.version);
  const isFresh = restartedAt !== null && Date.now() - restartedAt < RESTART_TOLD_MS;
  at("restarted").hidden = gone || !isFresh;
  if (isFresh) say(at("restarted"), word("restarted", { time: localTime(restartedAt) }));
  at("held").hidden = !view.held;
  say(at("held"), word(view.stopped ? "stopped" : "held"));
  const calls = showCall(gone ? null : view.passage, inPhaseMs());
  if (calls) document.title = `❗ ${word("call")} · ${view.lane}`;
  showFaults(view.faults);
  showPhase(gone);
  showWeight(view.weight);
  showDevices();
  showPassage(view.passage);
  showCameras(view.cameras);
  showLast(view.last);
  if (!gone) refreshPictures();
}

function inPhaseMs() {
  return laneNow() - Date.parse(view.since);
}

function laneNow() {
  return Date.now() + clockOffsetMs;
}

function showPhase(gone) {
  at("phase-card").dataset.phase = gone ? "unknown" : view.phase;
  say(at("phase"), wordOf("phase", view.phase));
  const passed = elapsed(inPhaseMs());
  say(at("since"), gone ? "" : word("since", { time: localMoment(view.since), elapsed: passed }));
}

function showWeight(weight) {
  const known = weight !== null && weight.gross_kg !== null;
  say(at("gross"), known ? kilograms(weight.gross_kg) : "–");
  at("unit").hidden = !known;
  say(at("weight-status"), weightStatus(weight));
  at("weight-card").dataset.status = statusColour(weight);
}

function weightStatus(weight) {
  if (weight === null) return word("weight.none");
  if (weight.age_s === null) return word("weight.silent");
  if (weight.age_s > OLD_WEIGHT_S) return word("weight.old", { age: Math.round(weight.age_s) });
  if (weight.status === "ok") return word(weight.stable ? "weight.stable" : "weight.unstable");
  return wordOf("weight", weight.status);
}

function statusColour(weight) {
  if (weight === null) return "none";
  if (weight.age_s === null || weight.age_s > OLD_WEIGHT_S) return "bad";
  if (weight.status === "ok") return weight.stable ? "stable" : "motion";
  return weight.status === "motion" ? "motion" : "bad";
}

function showDevices() {
  const { code, outbox_depth: depth, oldest_at: oldest, words } = view.broker;
  say(at("boom"), wordOf("boom", view.boom));
  at("boom").dataset.state = view.boom;
  say(at("broker"), code === "ok" ? word("broker.ok") : word("broker.bad", { words: words[currentLanguage()] ?? code }));
  at("broker").dataset.state = code === "ok" ? "ok" : "bad";
  say(at("queue"), queue(depth, oldest));
  say(at("announced"), String(view.announced));
}

function queue(depth, oldest) {
  if (depth === 0) return word("queue.empty");
  if (oldest === null) return String(depth);
  return word("queue.waiting", { depth, elapsed: elapsed(laneNow() - Date.parse(oldest)) });
}

function speak(language) {
  chooseLanguage(language);
  document.documentElement.lang = currentLanguage();
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-word]")) say(node, wordOrNull(node.dataset.word) ?? "");
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === currentLanguage()));
  }
  for (const field of document.querySelectorAll("[data-hint]")) field.placeholder = field.ariaLabel = word(field.dataset.hint);
  showLight();
  showSound();
  showSession();
  show();
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => speak(button.dataset.language));
}
whenSessionChanges(show);
speak(currentLanguage());
beat();
