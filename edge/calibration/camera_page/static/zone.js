// The zone over the picture: corners to drag, a + in the middle of each side, or drawn anew tap by tap.
// Points are fractions of width and height, as the lane's file keeps them.

import { at, say } from "./dom.js";
import { word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const TOUCH = 24; // what a finger needs, in pixels
const LEAST = 3;
const MOST = 32;

const stage = at("zone");
let points = null; // null: the whole picture
let drawn = null; // points so far, while it is drawn anew
let chosen = -1;
let before = [];
let changed = () => {};

export function startZone(onChange) {
  changed = onChange;
  new ResizeObserver(paint).observe(stage);
  stage.addEventListener("click", addDrawn);
  at("draw").addEventListener("click", () => drawAnew());
  at("done").addEventListener("click", finish);
  at("undo").addEventListener("click", undo);
  at("delete").addEventListener("click", () => remove(chosen));
  at("whole").addEventListener("click", () => set(null));
}

export function showZone(zone) {
  points = zone;
  paint();
}

function set(zone) {
  before.push(points);
  points = zone;
  drawn = null;
  chosen = -1;
  paint();
  changed(zone);
}

function undo() {
  if (drawn) drawn.pop();
  else if (before.length) {
    points = before.pop();
    chosen = -1;
    changed(points);
  }
  paint();
}

function drawAnew() {
  drawn = drawn ? null : [];
  chosen = -1;
  paint();
}

function addDrawn(event) {
  if (!drawn || drawn.length >= MOST) return;
  drawn.push(placeOf(event));
  paint();
}

function finish() {
  if (drawn.length >= LEAST) set(drawn);
}

function remove(number) {
  if (points && points.length > LEAST && number >= 0) set(points.filter((_, one) => one !== number));
}

function placeOf(event) {
  const box = stage.getBoundingClientRect();
  const within = (value) => Math.round(Math.min(Math.max(value, 0), 1) * 1e4) / 1e4;
  return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
}

export function paint() {
  const { width, height } = stage.getBoundingClientRect();
  if (!width || !height) return;
  stage.setAttribute("viewBox", `0 0 ${width} ${height}`);
  stage.classList.toggle("drawing", drawn !== null);
  const shown = (drawn ?? points ?? []).map(([x, y]) => [x * width, y * height]);
  stage.replaceChildren(...outline(shown, width, height), ...(drawn ? [] : middles(shown)), ...shown.map(corner));
  const count = drawn?.length ?? 0;
  at("done").hidden = drawn === null;
  at("done").disabled = count < LEAST;
  at("draw").setAttribute("aria-pressed", String(drawn !== null));
  at("undo").disabled = drawn ? count === 0 : before.length === 0;
  at("delete").disabled = drawn !== null || chosen < 0 || (points?.length ?? 0) <= LEAST;
  say(at("zone-help"), word(drawn ? "zone.drawing" : points ? "zone.help" : "zone.none"));
  at("whole").disabled = drawn === null && points === null;
}

function element(name, attributes, children = []) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function outline(shown, width, height) {
  if (!shown.length) return [];
  const path = `M${shown.map((one) => one.join(" ")).join("L")}`;
  const border = element("path", { class: "border", d: drawn ? path : `${path}Z` });
  if (drawn) return [border];
  return [element("path", { class: "outside", d: `M0 0H${width}V${height}H0Z${path}Z` }), border];
}

function corner([x, y], number) {
  const made = element("g", { class: number === chosen ? "corner chosen" : "corner", transform: `translate(${x} ${y})` }, [
    element("circle", { class: "touch", r: TOUCH }),
    element("circle", { class: "seen", r: 9 }),
  ]);
  if (drawn) return made;
  made.setAttribute("tabindex", "0");
  made.setAttribute("role", "button");
  made.setAttribute("aria-label", word("zone.corner", { number: number + 1 }));
  grip(made, (event) => drag(event, number, points));
  made.addEventListener("keydown", (event) => nudge(event, number));
  return made;
}

/** touch-action does not hold for parts of an SVG: the page would scroll under the finger and end the drag. */
function grip(made, grasp) {
  made.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  made.addEventListener("pointerdown", grasp);
}

function middles(shown) {
  if (shown.length >= MOST) return [];
  return shown.map(([x, y], number) => {
    const [nextX, nextY] = shown[(number + 1) % shown.length];
    if (Math.hypot(nextX - x, nextY - y) < 3 * TOUCH) return element("g", {});
    const made = element("g", { class: "middle", transform: `translate(${(x + nextX) / 2} ${(y + nextY) / 2})` }, [
      element("circle", { class: "touch", r: TOUCH * 0.8 }),
      element("circle", { class: "seen", r: 8 }),
      element("path", { d: "M-4 0H4M0 -4V4" }),
    ]);
    grip(made, (event) => insert(event, number));
    return made;
  });
}

function insert(event, number) {
  const more = [...points.slice(0, number + 1), placeOf(event), ...points.slice(number + 1)];
  drag(event, number + 1, more);
}

/** The grip itself stays in the page while it is held: a touch whose element is taken away ends there. */
function drag(event, number, from) {
  event.preventDefault();
  const held = event.currentTarget;
  const old = points;
  points = from.map((one) => [...one]);
  chosen = number;
  held.setPointerCapture(event.pointerId);
  hold(held, true);
  const follow = (moved) => {
    points[number] = placeOf(moved);
    moveGrip(held, points[number]);
  };
  const end = () => {
    for (const [name, listener] of Object.entries(listeners)) held.removeEventListener(name, listener);
    hold(held, false);
    settle(old);
  };
  const listeners = { pointermove: follow, pointerup: end, pointercancel: end };
  for (const [name, listener] of Object.entries(listeners)) held.addEventListener(name, listener);
}

function hold(made, held) {
  made.classList.toggle("held", held);
  stage.classList.toggle("dragging", held);
}

function moveGrip(held, [x, y]) {
  const { width, height } = stage.getBoundingClientRect();
  held.setAttribute("transform", `translate(${x * width} ${y * height})`);
  const lines = outline(points.map(([left, top]) => [left * width, top * height]), width, height);
  for (const line of lines) stage.querySelector(`.${line.getAttribute("class")}`).setAttribute("d", line.getAttribute("d"));
}

function settle(old) {
  if (JSON.stringify(old) !== JSON.stringify(points)) {
    before.push(old);
    changed(points);
  }
  paint();
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function nudge(event, number) {
  const step = STEPS[event.key];
  chosen = number;
  if (event.key === "Delete") remove(number);
  if (!step) return;
  event.preventDefault();
  const within = (value) => Math.round(Math.min(Math.max(value, 0), 1) * 1e4) / 1e4;
  set(points.map((one, other) => (other === number ? one.map((value, axis) => within(value + step[axis] * 0.005)) : one)));
  stage.querySelectorAll(".corner")[number]?.focus();
}
