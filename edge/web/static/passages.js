// The truck in the lane and the last passages.

import { at, make, redraw, say } from "./dom.js";
import { currentLanguage, kilograms, localMoment, word, wordOf } from "./words.js";

export function showPassage(passage) {
  at("no-passage").hidden = passage !== null;
  at("passage").hidden = passage === null;
  if (passage === null) return;
  say(at("plate"), passage.plate ?? word("plate.none"));
  at("plate").classList.toggle("unread", passage.plate === null);
  say(at("trailer"), passage.trailer_plate ?? word("none"));
  at("trailer").classList.toggle("unread", passage.trailer_plate === null);
  say(at("containers"), passage.containers.join(", ") || word("none"));
  say(at("reasons"), reasons(passage) || word("none"));
}

export function showLast(passages) {
  at("no-last").hidden = passages.length > 0;
  redraw(at("last"), [currentLanguage(), passages], () => passages.map(row));
}

/** After an outage: pictures that failed to load are asked for again. */
export function forgetLast() {
  delete at("last").dataset.shown;
}

function reasons(passage) {
  return passage.reasons.map(reasonWord).join(" · ");
}

/** A reason in this language; "no plate read within 15 s" keeps its number, an unknown one stays as the lane says it. */
function reasonWord(reason) {
  const [, what, limit] = /^(.+) within ([\d.]+) s$/.exec(reason) ?? [null, reason, null];
  const said = wordOf("reason", what);
  return limit === null ? said : word("reason.within", { reason: said, limit });
}

function row(passage) {
  const item = make("li");
  item.append(make("time", "when", localMoment(passage.arrived_at)), marks(passage), weight(passage), verdict(passage));
  item.append(thumbnails(passage));
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
  const outcome = passage.outcome ?? "none";
  const pill = make("span", "pill", wordOf("outcome", outcome));
  pill.dataset.outcome = outcome;
  cell.append(pill);
  if (passage.interrupted) cell.append(make("span", "pill warn", word("interrupted")));
  cell.append(make("span", "dim", reasons(passage)));
  return cell;
}

function thumbnails(passage) {
  const cell = make("div", "thumbnails");
  for (const name of passage.images) cell.append(thumbnail(passage.passage_id, name));
  return cell;
}

function thumbnail(passageId, name) {
  const link = make("a");
  link.href = `/passage-image/${encodeURIComponent(passageId)}/${encodeURIComponent(name)}`;
  link.target = "_blank";
  link.rel = "noopener";
  const picture = make("img");
  picture.loading = "lazy";
  picture.alt = word("picture", { name });
  picture.src = link.href;
  link.append(picture);
  return link;
}
