// The page of one camera: asks the program twice a second, shows pictures as they come, sends what is drawn and chosen.

import { address, ask, Refused, tell } from "./asking.js";
import { forgetBest, showCriteria, startCriteria } from "./criteria.js";
import { at, make, redraw, say } from "./dom.js";
import { chooseLanguage, currentLanguage, word } from "./words.js";
import { paint, showZone, startZone } from "./zone.js";

const ASK_MS = 500;
const PICTURE_MS = 200;
const CLOSE_MS = 500;
const MOST_LINES = 4;
const SHUTTERS = [60, 100, 125, 250, 500, 1000, 2000, 4000, 8000];

let told = null;

function start() {
  startZone(sendZone);
  startCriteria();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  for (const id of ["speed", "shutter"]) at(id).addEventListener("change", sendDemands);
  at("anew").addEventListener("click", anew);
  at("save").addEventListener("click", () => (told?.green ? save() : (at("sure").hidden = !at("sure").hidden)));
  at("save-anyway").addEventListener("click", save);
  speak(currentLanguage());
  repeat(refresh, ASK_MS);
  repeat(() => fetchInto("picture", "/picture.jpg"), PICTURE_MS);
  repeat(fetchMark, CLOSE_MS);
}

/** The next round begins when the last one has ended: a slow phone is not overrun. */
async function repeat(work, pauseMs) {
  for (;;) {
    if (!document.hidden) await work();
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}

function speak(language) {
  chooseLanguage(language);
  document.documentElement.lang = currentLanguage();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === currentLanguage()));
  }
  for (const node of document.querySelectorAll("[data-word]")) say(node, word(node.dataset.word));
  offerShutters();
  if (told) show();
  paint();
}

async function refresh() {
  try {
    const first = told === null;
    told = await ask("/api/told");
    if (first) begin();
    gone(false);
    show();
  } catch (error) {
    gone(true, error instanceof Refused);
  }
}

function begin() {
  showZone(told.zone);
  at("speed").value = String(told.speed_kmh);
  offerShutters();
}

function gone(is, refused = false) {
  document.body.classList.toggle("gone", is);
  at("gone").hidden = !is;
  say(at("gone-head"), word(refused ? "refused" : "gone"));
  say(at("gone-check"), refused ? "" : word("gone.check"));
}

function show() {
  showCriteria(told);
  const { width, height, took_ms } = told.picture;
  say(at("picture-note"), width ? word("picture.note", { width, height, ms: Math.round(took_ms) }) : word("loading"));
  const reads = grouped(told.reads);
  at("no-reads").hidden = reads.length > 0;
  redraw(at("reads"), [reads, currentLanguage()], () => reads.map(read));
}

/** The same text in picture after picture is one line, with the newest of its figures. */
function grouped(reads) {
  const lines = new Map();
  for (const one of reads) {
    const known = lines.get(one.text);
    if (known) known.count += 1;
    else lines.set(one.text, { ...one, count: 1 });
  }
  return [...lines.values()].slice(0, MOST_LINES);
}

function read(one) {
  const made = make("li");
  made.append(make("strong", "", one.text), make("span", "", `${Math.round(one.confidence * 100)} %`));
  if (one.needs_review) made.append(make("span", "doubt", word("review")));
  made.append(make("span", "dim", `${one.count} × · ${Math.round(one.width_px)} px · ${ago(one.age_s)}`));
  return made;
}

function ago(seconds) {
  if (seconds < 60) return word("ago.s", { count: Math.round(seconds) });
  return word("ago.min", { count: Math.round(seconds / 60) });
}

async function fetchInto(id, path) {
  const next = new Image();
  next.src = address(path);
  try {
    await next.decode(); // shown only when whole, so that nothing flickers
  } catch {
    return false; // none yet, or none this time: the criteria say what is wrong
  }
  next.id = id;
  next.alt = word(id === "mark" ? "close" : "picture");
  at(id).replaceWith(next);
  return true;
}

async function fetchMark() {
  if (await fetchInto("mark", "/mark.jpg")) at("no-mark").hidden = true;
}

function offerShutters() {
  const chosen = told?.shutter_s ?? null;
  const known = SHUTTERS.map((one) => 1 / one);
  if (chosen !== null && !known.some((one) => Math.abs(one - chosen) < 1e-9)) known.push(chosen);
  const options = [null, ...known].map((seconds) => {
    const made = make("option", "", seconds === null ? word("shutter.unknown") : `1/${Math.round(1 / seconds)} s`);
    made.value = seconds === null ? "" : String(seconds);
    made.selected = seconds === chosen || (seconds !== null && chosen !== null && Math.abs(seconds - chosen) < 1e-9);
    return made;
  });
  at("shutter").replaceChildren(...options);
}

async function sendZone(zone) {
  at("unsaved").hidden = false;
  forgetBest();
  await send("/api/zone", { zone });
}

async function sendDemands() {
  const shutter = at("shutter").value;
  await send("/api/demands", { speed_kmh: Number(at("speed").value), shutter_s: shutter ? Number(shutter) : null });
}

async function anew() {
  forgetBest();
  at("mark").hidden = true;
  at("no-mark").hidden = false;
  await send("/api/anew");
}

async function send(path, body) {
  try {
    await tell(path, body);
    if (at("saved").dataset.verdict === "error") at("saved").hidden = true;
  } catch (error) {
    sayFailed(error);
  }
}

async function save() {
  at("sure").hidden = true;
  at("save").disabled = true;
  say(at("saved-where"), word("saving"));
  try {
    const saved = await tell("/api/save", { by: at("by").value });
    at("unsaved").hidden = true;
    at("saved").hidden = false;
    at("saved").dataset.verdict = saved.verdict;
    say(at("saved"), word(`saved.${saved.verdict}`));
    say(at("saved-where"), word("saved.where", saved));
  } catch (error) {
    sayFailed(error);
  } finally {
    at("save").disabled = false;
  }
}

function sayFailed(error) {
  at("saved").hidden = false;
  at("saved").dataset.verdict = "error";
  say(at("saved"), word("failed", { text: error.message }));
  say(at("saved-where"), "");
}

start();
