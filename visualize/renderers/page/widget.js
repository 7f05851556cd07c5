/**
 * The player in a notebook, with a control for every option: a change is sent to Python, which draws anew.
 *
 * @typedef {object} Model what anywidget gives
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, then: () => void) => void} on
 * @property {(event: string, then: () => void) => void} off
 */

import { Player } from "./player.js";

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  const host = document.createElement("div");
  el.append(host);
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = model.get("controls");
  const form = /** @type {HTMLFormElement} */ (root.querySelector(".options"));
  /** @type {Player | undefined} */ let player;

  const draw = () => {
    const { style, ...figure } = model.get("drawn");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const frame = player && player.frame < player.last ? player.frame : Number.POSITIVE_INFINITY;
    player?.pause();
    if (player) player.draw(figure);
    else player = new Player(/** @type {HTMLElement} */ (root.querySelector(".conv-figure")), figure);
    player.go(frame, false);
  };
  const refuse = () => {
    const refusal = model.get("refusal");
    /** @type {HTMLElement} */ (root.querySelector(".refusal")).textContent = refusal;
    root.querySelector(".conv-figure")?.classList.toggle("refused", Boolean(refusal));
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const given = [...form.elements].map((one) => /** @type {HTMLInputElement} */ (one));
    const values = given.map((one) => [one.name, one.type === "checkbox" ? String(one.checked) : one.value]);
    model.set("given", Object.fromEntries(values));
    model.save_changes();
  });
  root.addEventListener("keydown", (event) => player?.key(/** @type {KeyboardEvent} */ (event)));
  model.on("change:drawn", draw);
  model.on("change:refusal", refuse);
  draw();
  refuse();
  return () => {
    player?.pause();
    model.off("change:drawn", draw);
    model.off("change:refusal", refuse);
  };
}

export default { render };
