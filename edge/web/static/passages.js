// The truck in the lane and the last passages.

import { at, make, redraw, say } from "./dom.js";
import { reasonWord, violationWord } from "./reasons.js";
import { thumbnails } from "./viewer.js";
import { currentLanguage, kilograms, localMoment, word, wordOf } from "./words.js";

export function showPassage(passage) {
  at("no-passage").hidden = passage !== null;
  at("passage").hidden = passage === null;
  at("violations").hidden = passage === null || passage.violations.length === 0;
  if (passage === null) return;
  say(at("plate"), passage.plate ?? word("plate.none"));
  at("plate").classList.toggle("unread", passage.plate === null);
  say(at("trailer"), passage.trailer_plate ?? word("none"));
  at("trailer").classList.toggle("unread", passage.trailer_plate === null);
  say(at("containers"), passage.containers.join(", ") || word("none"));
  say(at("reasons"), reasons(passage) || word("none"));
  redraw(at("violations"), [currentLanguage(), passage.violations], () => passage.violations.map(violation));
}

export function showLast(passages) {
  at("no-last").hidden = passages.length > 0;
  redraw(at("last"), [currentLanguage(), passages], () => passages.map(row));
}

/** After an outage: pictures that failed to load are asked for again. */
export function forgetLast() {
  delete at("last").dataset.shown;
}

/** In words, those of the decision and the notes beside them; a violation is told on a line of its own. */
export function reasons(passage) {
  const lines = passage.violations.map(({ code, text }) => `${code}: ${text}`);
  const said = [...(passage.decision?.reasons ?? []), ...(passage.notes ?? [])];
  return said.filter((reason) => !lines.includes(reason)).map(reasonWord).join(" · ");
}

export function violation(one) {
  return make("li", "violation", violationWord(one));
}

/** "an quyết định tại làn"; nothing where the lane decided by itself. */
export function decider(decision) {
  const { authority, operator } = decision;
  if (authority === "operator") return word("by.operator", { operator: operator ?? "?" });
  if (authority !== "central") return "";
  return operator === null ? word("by.central") : word("by.central-named", { operator });
}

function row(passage) {
  const item = make("li");
  item.append(make("time", "when", localMoment(passage.arrived_at)), marks(passage), weight(passage), verdict(passage));
  item.append(thumbnails(passage.passage_id, passage.images));
  return item;
}

function marks(passage) {
  const cell = make("div", "marks");
  const known = passage.plate !== null;
  cell.append(make("span", known ? "plate small" : "plate small unread", passage.plate ?? word("plate.unread")));
  if (passage.trailer_plate !== null) cell.append(make("span", "plate small trailer", passage.trailer_plate));
  if (passage.containers.length) cell.append(make("span", "containers", passage.containers.join(", ")));
  return cell;
}

function weight(passage) {
  return make("span", "number", passage.gross_kg === null ? word("none") : `${kilograms(passage.gross_kg)} kg`);
}

function verdict(passage) {
  const cell = make("div", "verdict");
  const outcome = passage.decision?.outcome ?? "none";
  const pill = make("span", "pill", wordOf("outcome", outcome));
  pill.dataset.outcome = outcome;
  cell.append(pill);
  if (passage.interrupted) cell.append(make("span", "pill warn", word("interrupted")));
  if (passage.decision) cell.append(make("span", "by", decider(passage.decision)));
  if (passage.violations.length) cell.append(violations(passage.violations));
  cell.append(make("span", "dim", reasons(passage)));
  return cell;
}

function violations(found) {
  const list = make("ul", "violations");
  list.append(...found.map(violation));
  return list;
}
