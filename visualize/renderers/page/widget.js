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

const PAUSE = 250; // milliseconds after the last letter

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  const host = document.createElement("div");
  // JupyterLab's own shortcuts, Enter among them, would take the keys.
  host.setAttribute("data-lm-suppress-shortcuts", "true");
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
  const send = () => {
    const given = [...form.elements].map((one) => /** @type {HTMLInputElement} */ (one));
    const values = given.map((one) => [one.name, one.type === "checkbox" ? String(one.checked) : one.value]);
    model.set("given", Object.fromEntries(values));
    model.save_changes();
  };
  // Not at a change: JupyterLab takes the key that would end one.
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  root.addEventListener("keydown", (event) => player?.key(/** @type {KeyboardEvent} */ (event)));
  model.on("change:drawn", draw);
  model.on("change:refusal", refuse);
  draw();
  refuse();
  return () => {
    player?.pause();
    clearTimeout(waiting);
    model.off("change:drawn", draw);
    model.off("change:refusal", refuse);
  };
}

export default { render };
