/** A family: its settings, each with a figure or with the sentence that refuses it; the address names the one shown. */

import { Player } from "./player.js";

/** @type {any} */
const root = document.querySelector(".conv-figure");
const family = root.figure;
const names = Object.keys(family.vary);
/** @type {NodeListOf<HTMLInputElement>} */
const sliders = root.querySelectorAll("[name=setting]");
const refusal = root.querySelector(".refusal");
const told = root.querySelector(".live");
let shown = family.first;

/** @param {string} key */
const figureOf = (key) => ({ ...family.settings[key], words: family.words });
const player = new Player(root, figureOf(shown));

/** The values that the sliders stand at. */
const chosen = () => names.map((name, at) => family.vary[name][Number(sliders[at].value)]);

/** Show what the sliders stand at, or say why not; the step stays, or the end. */
function update() {
  const values = chosen();
  sliders.forEach((slider, at) => {
    slider.setAttribute("aria-valuetext", values[at]);
    slider.style.setProperty("--at", `${(100 * Number(slider.value)) / (Number(slider.max) || 1)}%`);
    /** @type {HTMLElement} */ (slider.nextElementSibling).textContent = values[at];
  });
  const key = values.join("\n");
  const setting = family.settings[key];
  root.classList.toggle("refused", Boolean(setting.refusal));
  refusal.textContent = setting.refusal ?? "";
  if (setting.refusal || key === shown) return;
  const frame = player.frame === player.last ? Number.POSITIVE_INFINITY : player.frame;
  player.pause();
  player.draw(figureOf(key));
  player.go(frame, false);
  shown = key;
}

/** The address of the figure and the step. */
function address() {
  const parts = names.map((name, at) => `${encodeURIComponent(name)}=${encodeURIComponent(shown.split("\n")[at])}`);
  return `${location.href.split("#")[0]}#${[...parts, `step=${player.picture.step(player.frame)}`].join("&")}`;
}

/** Go where the address says. */
function follow() {
  const parts = new URLSearchParams(location.hash.slice(1));
  names.forEach((name, at) => {
    const place = family.vary[name].indexOf(parts.get(name) ?? shown.split("\n")[at]);
    if (place >= 0) sliders[at].value = String(place);
  });
  update();
  player.begin(false);
}

/** Keep the address up to date, where a page may. */
function keep() {
  try {
    if (!player.playing) history.replaceState(null, "", address());
  } catch {
    // In a frame without an address of its own.
  }
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    root.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  told.textContent = root.querySelector(".caption").textContent = family.words.copied.replace("{text}", text);
}

/** The picture as it is, in a file that needs no page. */
function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([player.picture.document()], { type: "image/svg+xml" }));
  link.download = `${names.map((name, at) => name + shown.split("\n")[at]).join("_")}_step${player.picture.step(player.frame)}.svg`;
  link.click();
  URL.revokeObjectURL(link.href);
}

root.addEventListener("input", (/** @type {Event} */ event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name !== "setting") return;
  update();
  keep();
});
root.addEventListener("step", keep);
root.addEventListener("click", (/** @type {Event} */ event) => {
  const name = /** @type {Element} */ (event.target).closest("button")?.name;
  if (name === "command" || name === "torch") copy(family.settings[shown][name]);
  else if (name === "link") copy(address());
  else if (name === "save") save();
});
document.addEventListener("keydown", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name !== "setting") player.key(event);
});
addEventListener("hashchange", follow);
if (location.hash) follow();
else update();
player.obey(root.said);
root.classList.add("settled");
