// The switch between day, night and what the system says.

import { at, say } from "./dom.js";
import { remember, word } from "./words.js";

const KEPT = "lanegate-light";
const NEXT = { auto: "day", day: "night", night: "auto" };

function now() {
  return document.documentElement.dataset.light ?? "auto";
}

export function showLight() {
  say(at("light"), `${word("light")}: ${word(`light.${now()}`)}`);
}

at("light").addEventListener("click", () => {
  const light = NEXT[now()];
  if (light === "auto") delete document.documentElement.dataset.light;
  else document.documentElement.dataset.light = light;
  remember(KEPT, light);
  showLight();
});
