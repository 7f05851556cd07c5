/**
 * <conv-figure src="family.json" k="3" step="4">: the player as an element of any page. Its attributes choose within the
 * family; it has the events `step` and `ready`, and the methods `play()` and `pause()`. Without `src` it reads the JSON
 * in a script element inside it. It is as dark as the page is.
 */

import { Player } from "./player.js";

const FRAMES = { childList: false, attributes: true, attributeFilter: ["class", "style", "data-theme"] };

/** @param {string} text */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

class ConvFigure extends HTMLElement {
  /** @type {any} */ #family;
  /** @type {any} */ #settings;
  /** @type {Player | undefined} */ #player;
  #shown = "";
  #scheme = matchMedia("(prefers-color-scheme: dark)");
  #watch = new MutationObserver(() => this.#update());

  async connectedCallback() {
    const source = this.getAttribute("src");
    const text = source ? await (await fetch(source)).text() : (this.querySelector("script")?.textContent ?? "{}");
    this.#family = JSON.parse(text);
    this.#settings = await unpacked(this.#family.packed);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.innerHTML = this.#family.controls;
    root.addEventListener("keydown", (event) => this.#player?.key(/** @type {KeyboardEvent} */ (event)));
    this.#watch.observe(this, { attributes: true });
    for (const around of [document.documentElement, document.body]) this.#watch.observe(around, FRAMES);
    this.#scheme.addEventListener("change", () => this.#update());
    this.#update();
    this.dispatchEvent(new Event("ready", { bubbles: true }));
    if (this.hasAttribute("autoplay") && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
  }

  disconnectedCallback() {
    this.#player?.pause();
    this.#watch.disconnect();
  }

  /** The theme that fits the page: `color-scheme` says how light it is, and the reader if it leaves that open. */
  get theme() {
    const schemes = getComputedStyle(this).colorScheme.split(" ");
    const open = schemes.includes("dark") && schemes.includes("light");
    const dark = open ? this.#scheme.matches : schemes.includes("dark");
    const names = Object.keys(this.#family.themes);
    return names.find((name) => name === (dark ? "dark" : "light")) ?? names[0];
  }

  get step() {
    return this.#player?.picture.step(this.#player.frame) ?? 0;
  }

  play() {
    this.#player?.play();
  }

  pause() {
    this.#player?.pause();
  }

  /** Show what the attributes say; a setting that is refused leaves the last one. */
  #update() {
    const { vary, first, themes, words } = this.#family;
    const standing = first.split("\n");
    const chosen = vary.map(
      (/** @type {any} */ [name], /** @type {number} */ at) => this.getAttribute(name) ?? standing[at],
    );
    const setting = this.#settings[chosen.join("\n")];
    this.toggleAttribute("refused", !setting || "refusal" in setting);
    const theme = this.theme;
    if (setting && !setting.refusal && this.#shown !== `${chosen} ${theme}`) {
      this.#shown = `${chosen} ${theme}`;
      this.#draw({ ...setting[theme], words }, themes[theme]);
    }
    const step = this.getAttribute("step");
    const [frame] = step === null ? [] : (this.#player?.picture.framesOf(Number(step)) ?? []).slice(-1);
    if (frame !== undefined && frame !== this.#player?.frame) this.#player?.go(frame, false);
  }

  /** @param {any} figure @param {string} style */
  #draw(figure, style) {
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style + STYLE);
    root.adoptedStyleSheets = [sheet];
    const frame = this.#player?.frame;
    if (this.#player) this.#player.draw(figure);
    else this.#player = new Player(/** @type {HTMLElement} */ (root.querySelector(".conv-figure")), figure);
    if (frame !== undefined) this.#player.go(frame, false);
  }
}

customElements.define("conv-figure", ConvFigure);
