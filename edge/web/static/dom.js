// The only ways in which this page writes: text is always text, never markup.

export function at(id) {
  return document.getElementById(id);
}

/** Sets the text only where it differs, so that a screen reader speaks changes and nothing else. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function make(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** Rebuilds a list only when what it shows has changed. */
export function redraw(node, shown, build) {
  const key = JSON.stringify(shown);
  if (node.dataset.shown === key) return;
  node.dataset.shown = key;
  node.replaceChildren(...build());
}
