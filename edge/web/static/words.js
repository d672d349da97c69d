// The page's words in three languages, and times as people of this place write them.

const table = JSON.parse(document.getElementById("words").textContent);
const LOCALES = { vi: "vi-VN", en: "en-GB", zh: "zh-CN" };
const KEPT = "lanegate-language";

let language = remembered(KEPT) in table ? remembered(KEPT) : "vi";

/** What this browser keeps of an earlier visit; null where it keeps nothing. */
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // not remembered, but chosen
  }
}

export function currentLanguage() {
  return language;
}

export function chooseLanguage(wanted) {
  language = wanted in table ? wanted : "vi";
  remember(KEPT, language);
}

/** The word of a key with its {places} filled, or null where the table has no such key. */
export function wordOrNull(key, places = {}) {
  const words = table[language];
  if (!Object.hasOwn(words, key)) return null;
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ""));
}

/** Keys of a group with their English text. */
export function englishOf(group) {
  return Object.entries(table.en).filter(([key]) => key.startsWith(group)).map(([key, text]) => ({ key, text }));
}

export function word(key, places) {
  return wordOrNull(key, places) ?? key;
}

/** The word of one of the lane's own values, "phase" and "idle" say; a value without a word shows as it is. */
export function wordOf(group, value) {
  return wordOrNull(`${group}.${value}`) ?? String(value);
}

export function localTime(moment) {
  return moment.toLocaleTimeString(LOCALES[language], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

/** Day and time, the day left out where it is today. */
export function localMoment(iso) {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return String(iso);
  const time = localTime(moment);
  if (moment.toDateString() === new Date().toDateString()) return time;
  return `${moment.toLocaleDateString(LOCALES[language], { day: "2-digit", month: "2-digit" })} ${time}`;
}

/** 75000 ms -> "1:15". */
export function elapsed(milliseconds) {
  const all = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const rest = `${two(Math.floor((all % 3600) / 60))}:${two(all % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** 32460 -> "32 460": neither comma nor point, which the three languages read differently. */
export function kilograms(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
