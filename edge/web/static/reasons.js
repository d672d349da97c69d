// The lane's reasons are English texts, and so they are recorded; here they are said in the reader's language.
// A text with {places} in the table of words is a template: "{mark} is on the refuse list". What is in no table stays.

import { englishOf, localMoment, word, wordOf, wordOrNull } from "./words.js";

const GROUP = "reason.";
const templates = englishOf(GROUP).filter(({ text }) => text.includes("{")).map(({ key, text }) => ({ key, ...compiled(text) }));

/** How the text in a place is said itself; a place without an entry stays as it is. */
const PLACES = {
  mark: marks,
  other: marks,
  wanted: marks,
  reason: reasonWord,
  phase: (value) => wordOf("phase", value),
  outcome: (value) => wordOf("outcome", value),
  authority: (value) => wordOf("authority", value),
  time: localMoment,
};

export function reasonWord(reason) {
  const exact = wordOrNull(GROUP + reason);
  return exact ?? violationLine(reason) ?? byTemplate(reason) ?? reason;
}

/** "Overweight: 52 000 kg, allowed: 48000 kg". */
export function violationWord({ code, text }) {
  const name = wordOrNull(`violation.${code}`) ?? code;
  return text ? `${name}: ${reasonWord(text)}` : name;
}

function violationLine(reason) {
  const [, code, text] = /^([a-z-]{1,30}): (.+)$/.exec(reason) ?? [];
  return code && wordOrNull(`violation.${code}`) !== null ? violationWord({ code, text }) : null;
}

function byTemplate(reason) {
  for (const { key, pattern } of templates) {
    const found = pattern.exec(reason);
    if (found) return word(key, said(found.groups));
  }
  return null;
}

function said(places) {
  return Object.fromEntries(Object.entries(places).map(([place, value]) => [place, (PLACES[place] ?? String)(value)]));
}

function compiled(text) {
  const parts = text.split(/\{(\w+)\}/);
  const source = parts.map((part, number) => (number % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return { pattern: new RegExp(`^${source.join("")}$`) };
}

/** "plate 24C12345 and container CSQU3054383": the kinds of marks are words, the marks stay. */
function marks(text) {
  const pair = / (and|or) /.exec(text);
  if (pair) {
    const places = { one: marks(text.slice(0, pair.index)), other: marks(text.slice(pair.index + pair[0].length)) };
    return word(pair[1] === "and" ? "mark.and" : "mark.or", places);
  }
  if (text.startsWith("no ")) return word("mark.none", { mark: marks(text.slice(3)) });
  const [, kind, rest] = /^(trailer plate|plate|container number|container)\b ?(.*)$/.exec(text) ?? [];
  return kind ? `${word(`mark.${kind}`)} ${rest}`.trim() : text;
}
