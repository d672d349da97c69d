// The cameras: one figure each, its picture with what was read in it fetched anew every second while somebody looks.

import { at, make, say } from "./dom.js";
import { currentLanguage, word, wordOf } from "./words.js";

const STALE_S = 5;
const figures = new Map();

export function showCameras(cameras) {
  const names = cameras.map((camera) => camera.name);
  if (names.join("\n") !== [...figures.keys()].join("\n")) rebuild(names);
  say(at("cameras-head"), cameras.length ? word("cameras") : word("cameras.none"));
  for (const camera of cameras) showCamera(figures.get(camera.name), camera);
}

function rebuild(names) {
  figures.clear();
  for (const name of names) figures.set(name, newFigure(name));
  at("cameras").replaceChildren(...[...figures.values()].map((one) => one.root));
  at("cameras").dataset.count = names.length > 2 ? "many" : names.length;
}

function newFigure(name) {
  const root = make("figure");
  const frame = make("div", "frame");
  const note = make("p", "note");
  const caption = make("figcaption");
  const label = make("span", "label");
  const health = make("span", "dim");
  frame.append(note);
  caption.append(label, health);
  root.append(frame, caption);
  return { camera: null, name, root, frame, note, label, health, picture: null, busy: false };
}

function showCamera(figure, camera) {
  const bad = camera.code !== "ok" && camera.code !== "starting";
  figure.camera = camera;
  figure.root.classList.toggle("bad", bad);
  say(figure.label, label(camera));
  say(figure.health, health(camera));
  say(figure.note, note(figure, camera, bad));
  figure.note.hidden = !bad && figure.picture !== null;
  if (figure.picture) figure.picture.alt = figure.label.textContent;
}

function label(camera) {
  const view = wordOf("view", camera.view);
  return view === camera.name ? view : `${camera.name} · ${view}`;
}

function note(figure, camera, bad) {
  if (!bad) return figure.picture ? "" : word("camera.waiting");
  return camera.words[currentLanguage()] ?? (camera.text || camera.code);
}

function health(camera) {
  if (camera.age_s !== null && camera.age_s > STALE_S) return word("camera.age", { age: Math.round(camera.age_s) });
  return word("camera.fps", { fps: Math.round(camera.fps) });
}

export function refreshPictures() {
  if (document.hidden) return;
  for (const figure of figures.values()) refresh(figure);
}

async function refresh(figure) {
  if (figure.busy) return;
  figure.busy = true;
  const next = new Image();
  next.src = `/marked/${encodeURIComponent(figure.name)}.jpg?at=${Date.now()}`;
  try {
    await next.decode(); // shown only when whole, so that nothing flickers
    if (figure.picture) figure.picture.replaceWith(next);
    else figure.frame.prepend(next);
    figure.picture = next;
    showCamera(figure, figure.camera);
  } catch {
    // no picture this time: the old one stays, the camera's own health says what is wrong
  } finally {
    figure.busy = false;
  }
}
