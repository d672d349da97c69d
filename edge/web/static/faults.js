// What does not work, in words, and what to check, the likeliest first.

import { at, make, redraw } from "./dom.js";
import { currentLanguage, localMoment, word, wordOf } from "./words.js";

export function showFaults(faults) {
  at("faults").hidden = faults.length === 0;
  redraw(at("faults"), [currentLanguage(), faults], () => faults.map(faultRow));
}

function faultRow(fault) {
  const row = make("li");
  const what = `${deviceName(fault.device)}: ${fault.words[currentLanguage()] ?? fault.code}`;
  row.append(make("strong", "", what), make("span", "dim", word("fault.since", { time: localMoment(fault.since) })));
  const checks = fault.checks[currentLanguage()] ?? [];
  if (checks.length) row.append(checkList(checks));
  if (fault.text && !what.endsWith(fault.text)) row.append(make("span", "particulars", fault.text));
  return row;
}

function checkList(checks) {
  const list = make("ol", "checks");
  list.append(...checks.map((check) => make("li", "", check)));
  const whole = make("div", "advice");
  whole.append(make("span", "check", word("fault.check")), list);
  return whole;
}

/** "camera:front" -> "Camera front". */
function deviceName(device) {
  const [kind, ...name] = device.split(":");
  return [wordOf("device", kind), name.join(":")].join(" ").trim();
}
