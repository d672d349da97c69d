// Evidence pictures: small ones in a row, each large on a click, with the arrow keys from one to the next.

import { at, make, say } from "./dom.js";
import { word } from "./words.js";

let shown = { passageId: "", images: [], place: 0 };

/** Thumbnails that open the viewer on all of `images`; a frame whose marked copy is there has none of its own. */
export function thumbnails(passageId, images) {
  const row = make("div", "thumbnails");
  const names = images.map((image) => image.name);
  images.forEach((image, place) => {
    if (!names.includes(image.name.replace(/\.jpg$/, "-marked.jpg"))) row.append(thumbnail(passageId, images, place));
  });
  return row;
}

function thumbnail(passageId, images, place) {
  const button = make("button", "thumbnail");
  button.type = "button";
  button.dataset.kind = images[place].kind;
  const picture = make("img");
  picture.loading = "lazy";
  picture.alt = word("picture", { name: images[place].name });
  picture.src = address("thumbnail", passageId, images[place]);
  button.append(picture);
  button.addEventListener("click", () => open(passageId, images, place));
  return button;
}

function address(kind, passageId, image) {
  const [passage, name] = [passageId, image.name].map(encodeURIComponent);
  return `/${kind}/${passage}/${name}?version=${encodeURIComponent(image.version)}`;
}

function open(passageId, images, place) {
  shown = { passageId, images, place };
  show();
  at("viewer").showModal();
}

function show() {
  const image = shown.images[shown.place];
  at("viewer-picture").src = address("passage-image", shown.passageId, image);
  at("viewer-picture").alt = word("picture", { name: image.name });
  say(at("viewer-name"), `${image.name} · ${shown.place + 1}/${shown.images.length}`);
}

function turn(by) {
  shown.place = (shown.place + by + shown.images.length) % shown.images.length;
  show();
}

at("viewer-previous").addEventListener("click", () => turn(-1));
at("viewer-next").addEventListener("click", () => turn(1));
at("viewer-close").addEventListener("click", () => at("viewer").close());
at("viewer").addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") turn(-1);
  if (event.key === "ArrowRight") turn(1);
});
at("viewer").addEventListener("click", (event) => {
  if (event.target === at("viewer")) at("viewer").close(); // beside the picture
});
