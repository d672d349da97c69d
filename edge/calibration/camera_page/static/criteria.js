// The criteria as a list, and the one that matters now in large: the first that is not good, or the one tapped on.

import { at, make, redraw, say } from "./dom.js";
import { currentLanguage, word, wordOrNull } from "./words.js";

let pinned = null;
let best = new Map(); // of each criterion, the figure nearest to what is wanted since it was measured anew
let newest = null;

export function startCriteria() {
  at("unpin").addEventListener("click", () => pin(null));
}

export function forgetBest() {
  best = new Map();
}

export function showCriteria(told) {
  newest = told;
  for (const one of told.criteria) keepBest(one);
  redraw(at("criteria"), [told.criteria, told.fault, pinned, currentLanguage()], () => told.criteria.map(line));
  showNow(told);
}

function pin(key) {
  pinned = pinned === key ? null : key;
  if (newest) showCriteria(newest);
}

function line(one) {
  const made = make("button", "line");
  made.type = "button";
  made.dataset.verdict = one.verdict;
  made.dataset.key = one.key;
  made.setAttribute("aria-pressed", String(one.key === pinned));
  const lamp = make("span", "lamp");
  lamp.title = word(`verdict.${one.verdict}`);
  lamp.setAttribute("role", "img");
  lamp.setAttribute("aria-label", lamp.title);
  const shown = make("span", "figure", one.key === "pictures" ? word(`verdict.${one.verdict}`) : figure(one.value, one.unit));
  shown.append(make("span", "wanted", wanted(one)));
  made.append(lamp, make("span", "", word(`name.${one.key}`)), shown);
  if (one.verdict !== "good" && one.verdict !== "unseen") made.append(make("span", "advice", advice(one)));
  made.addEventListener("click", () => pin(one.key));
  const item = make("li");
  item.append(made);
  return item;
}

function showNow(told) {
  const one = told.criteria.find((other) => other.key === (pinned ?? told.next));
  const good = told.criteria.filter((other) => other.verdict === "good").length;
  const now = at("now");
  now.dataset.verdict = one?.verdict ?? "good";
  at("unpin").hidden = pinned === null;
  at("unpin").setAttribute("aria-label", word("unpin"));
  say(at("now-label"), pinned ? word("pinned") : one ? word("now") : "");
  say(at("count"), word("count", { good, all: told.criteria.length }));
  say(at("now-name"), one ? word(`name.${one.key}`) : "");
  say(at("now-wanted"), one ? [wanted(one), pinned ? bestOf(one) : ""].filter(Boolean).join(" · ") : "");
  say(at("now-value"), one && one.value !== null ? figure(one.value, one.unit) : one ? "–" : "✓");
  const known = told.loaded || told.fault;
  say(at("now-advice"), known ? (one ? advice(one, 1) : word("green")) : word("loading"));
}

/** `most`: how many checks of a fault are told. */
function advice(one, most = Infinity) {
  if (one.advice === "pictures.fault" && newest.fault) return fault(newest.fault, most);
  return one.advice ? (wordOrNull(one.advice, one.places) ?? one.advice) : word(`verdict.${one.verdict}`);
}

function fault({ words, checks, text }, most) {
  const language = currentLanguage();
  return [words[language], ...checks[language].slice(0, most), text].filter(Boolean).join(" · ");
}

function wanted({ low, high, unit }) {
  const places = { low: figure(low, unit), high: figure(high, unit) };
  if (low === null && high === null) return "";
  if (low === null) return word("wanted.high", places);
  return high === null ? word("wanted.low", places) : word("wanted.both", places);
}

export function figure(value, unit) {
  if (value === null) return "–";
  if (unit === "share") return `${Math.round(value * 100)} %`;
  const digits = Math.abs(value) < 10 && unit !== "" && unit !== "deg" ? 1 : 0;
  const space = unit === "deg" ? "°" : unit ? `\u202f${unit}` : "";
  return `${value.toFixed(digits)}${space}`;
}

function distance({ low, high }, value) {
  if (low !== null && high !== null) return Math.abs(value - (low + high) / 2);
  return low !== null ? -value : value;
}

function keepBest(one) {
  if (one.value === null) return;
  const known = best.get(one.key);
  if (known === undefined || distance(one, one.value) < distance(one, known)) best.set(one.key, one.value);
}

function bestOf(one) {
  const known = best.get(one.key);
  return known === undefined ? "" : word("best", { value: figure(known, one.unit) });
}
