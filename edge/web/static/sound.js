// A beep while a truck waits for a person; off until somebody switches it on. No file: two tones are made here.

import { at, say } from "./dom.js";
import { remember, remembered, word } from "./words.js";

const KEPT = "lanegate-sound";
const EVERY_MS = 4000;
const TONES_HZ = [880, 660];
const TONE_S = 0.18;

let context = null;
let beepedAt = 0;

function isOn() {
  return context !== null;
}

function switchTo(on) {
  if (!on) context?.close();
  context = on ? new AudioContext() : null;
  if (context) context.onstatechange = showSound;
  remember(KEPT, on ? "on" : "off");
  showSound();
}

/** A browser makes no sound before somebody has touched the page: then it says so. */
export function showSound() {
  const state = !isOn() ? "sound.off" : context.state === "running" ? "sound.on" : "sound.blocked";
  say(at("sound"), word(state));
  at("sound").setAttribute("aria-pressed", String(isOn()));
  at("sound").classList.toggle("wants", state === "sound.blocked");
}

export function beepWhile(calls) {
  if (!calls || !isOn() || context.state !== "running" || Date.now() - beepedAt < EVERY_MS) return;
  beepedAt = Date.now();
  TONES_HZ.forEach((hertz, number) => tone(hertz, context.currentTime + number * TONE_S));
}

function tone(hertz, from) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.2, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
  source.connect(volume).connect(context.destination);
  source.start(from);
  source.stop(from + TONE_S);
}

at("sound").addEventListener("click", () => switchTo(!isOn()));
document.addEventListener("click", () => context?.resume());
if (remembered(KEPT) === "on") switchTo(true);
