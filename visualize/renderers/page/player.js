/**
 * The controls of a figure: steps, time, pointing at cells, questions. All words come from Python.
 *
 * @typedef {import("./picture.js").Data & {words: any, seconds: [number, number][], svg?: string}} Figure
 */

import { Picture } from "./picture.js";

const PREVIOUS = ["ArrowLeft", "ArrowUp", "PageUp"];
const FOLLOWING = ["ArrowRight", "ArrowDown", "PageDown"];
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A sentence with its places filled. @param {string} sentence @param {Record<string, any>} parts */
function fill(sentence, parts) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(parts[name] ?? ""));
}

export class Player {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {number | null} */ #kept = null;
  /** @type {number | null} */ #pointed = null;
  /** @type {number | null} the frame before printing */ #before = null;
  #given = "";

  /**
   * @param {HTMLElement} root holds the stage and the controls
   * @param {Figure} figure
   */
  constructor(root, figure) {
    this.root = root;
    this.#listen();
    this.draw(figure);
  }

  /** Take another figure in. @param {Figure} figure */
  draw(figure) {
    const stage = this.#find(".stage");
    if (figure.svg) stage.innerHTML = figure.svg;
    const svg = /** @type {SVGSVGElement} */ (stage.querySelector("svg"));
    this.words = figure.words;
    this.#name(svg);
    this.figure = figure;
    this.picture = new Picture(svg, figure);
    this.seconds = figure.seconds.flatMap(([seconds, count]) => Array(count).fill(seconds));
    this.last = figure.frames - 1;
    this.#kept = this.#pointed = null;
    this.#offerCells();
    const slider = /** @type {HTMLInputElement} */ (this.#find("[name=step]"));
    slider.max = String(this.last);
    this.root.classList.add("ready");
    this.#told();
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  /** The name of a picture that has parts; its title would cover them as a tooltip. @param {SVGSVGElement} svg */
  #name(svg) {
    const [title, text] = ["title", "desc"].map((tag) => svg.querySelector(tag));
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", [title, text].map((one) => one?.textContent ?? "").join(". "));
    title?.remove();
  }

  get frame() {
    return this.picture.frame;
  }

  get playing() {
    return this.#timer !== undefined;
  }

  /** Show a frame. @param {number} frame @param {boolean} [aloud] whether it is told to who cannot see it */
  go(frame, aloud = true) {
    const before = this.frame;
    this.#kept = this.#pointed = null;
    this.picture.show(Math.max(0, Math.min(this.last, frame)));
    this.picture.area(null);
    this.picture.ring([], false);
    this.#told(aloud);
    if (this.frame !== before)
      this.root.dispatchEvent(new CustomEvent("step", { detail: this.#step(), bubbles: true, composed: true }));
  }

  #step() {
    return this.picture.step(this.frame);
  }

  play() {
    if (this.frame === this.last) this.go(0, false);
    this.#schedule();
    this.#told(false);
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.root.classList.remove("playing");
    this.#find("[name=play]").setAttribute("aria-label", this.words.play);
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.root.classList.add("playing");
    this.#find("[name=play]").setAttribute("aria-label", this.words.pause);
    const speed = Number(/** @type {HTMLSelectElement} */ (this.#find("[name=speed]")).value);
    this.#timer = setTimeout(() => this.#tick(), (this.seconds[this.frame] * 1000) / speed);
  }

  #tick() {
    this.go(this.frame + 1, false);
    if (this.frame === this.last || this.picture.asks(this.frame)) this.pause();
    else this.#schedule();
  }

  /**
   * A step by hand; beyond the ends the key belongs to the deck around.
   * @param {number} by
   * @returns {boolean} whether there was one
   */
  stepBy(by) {
    this.pause();
    const frame = this.frame + by;
    if (frame >= 0 && frame <= this.last) this.go(frame);
    else if (window.parent !== window) {
      window.parent.postMessage(JSON.stringify({ method: by < 0 ? "prev" : "next" }), "*");
    } else return false;
    return true;
  }

  /** Bring the controls and the sentences up to date. @param {boolean} [aloud] */
  #told(aloud = false) {
    const slider = /** @type {HTMLInputElement} */ (this.#find("[name=step]"));
    const steps = { step: this.#step() + 1, steps: this.picture.linksIn.length || this.last + 1 };
    slider.value = String(this.frame);
    slider.style.setProperty("--at", `${this.last ? (100 * this.frame) / this.last : 100}%`);
    slider.setAttribute("aria-valuetext", fill(this.words.step, steps));
    this.#find(".count").textContent = `${steps.step} / ${steps.steps}`;
    const sentence = this.#sentence(steps);
    this.#find(".caption").textContent = sentence;
    if (aloud) this.#find(".live").textContent = sentence;
    for (const [name, idle] of [
      ["back", this.frame === 0],
      ["next", this.frame === this.last],
    ]) {
      this.#find(`[name=${name}]`).setAttribute("aria-disabled", String(idle));
    }
    this.#ask();
  }

  /** What is said of the step, or of the cell that is pointed at. @param {Record<string, number>} steps */
  #sentence(steps) {
    const cell = this.#kept ?? this.#pointed;
    if (cell !== null) {
      const sentence = this.said(cell);
      return this.#kept === null ? sentence : fill(this.words.pinned, { sentence });
    }
    const owns = this.picture.linksOf(steps.step - 1).flatMap(({ own }) => (own < 0 ? [] : [own]));
    // Of several cells of a step each tells its sum when it is pointed at.
    const short = owns.length > 1 && !this.picture.asks(this.frame);
    const sentence = owns
      .map((own) => (short ? this.#called(own, this.frame) : this.said(own, this.frame)))
      .reduce((cells, cell) => (cells ? fill(this.words.several, { cells, cell }) : cell), "");
    const step = fill(this.words.step, steps);
    return sentence ? fill(this.words.joined, { step, sentence }) : step;
  }

  /** A sentence about a cell. @param {number} cell @param {number} [frame] */
  said(cell, frame = this.#litFrame(cell)) {
    const { picture, words } = this;
    const link = picture.linkOf.get(cell);
    const name = this.#called(cell, frame ?? this.frame);
    if (link === undefined) {
      const met = picture.metBy.get(cell);
      if (met) return this.#counted(words.weight, name, met.length);
      const sentence = this.#counted(words.other, name, this.#owns(cell).length);
      const line = this.figure?.answers ? "" : picture.data.sums[cell];
      return line ? fill(words["in the end"], { sentence, line }) : sentence;
    }
    if (frame !== undefined && picture.asks(frame)) return fill(words.question, { cell: name });
    const sentence = this.#counted(words.own, name, link.others.length);
    const line = frame === undefined ? "" : picture.lineAt(frame, link);
    return line ? fill(words.told, { sentence, line }) : sentence;
  }

  /** @param {string[]} forms @param {string} cell @param {number} count */
  #counted(forms, cell, count) {
    return fill(forms[Math.min(count, 2)], { cell, count });
  }

  /** @param {number} cell */
  #owns(cell) {
    return this.picture.ownsOf.get(cell) ?? [];
  }

  /** The name of a cell, and its value if it has one. @param {number} cell @param {number} frame */
  #called(cell, frame) {
    const { picture, words } = this;
    const grid = picture.gridOf[cell];
    const [, , kind] = picture.roles[picture.stateAt(cell, frame).role];
    const place = picture.placeOf[cell];
    const name = fill(words.cell, {
      kind: `${words.kinds[kind]}${grid.part ? ` ${grid.part}` : ""}`,
      row: Math.floor(place / grid.columns.length) + 1,
      column: (place % grid.columns.length) + 1,
    });
    const value = picture.textAt(cell, frame);
    return value && value !== "?" ? fill(words.valued, { cell: name, value }) : name;
  }

  /** The frame of the step that a cell is the own one of; what has not been answered is still asked. @param {number} cell */
  #litFrame(cell) {
    const link = this.picture.linkOf.get(cell);
    const frames = link === undefined ? [] : this.picture.framesOf(link.step);
    return frames.findLast((frame) => frame <= this.frame) ?? frames[0];
  }

  /** Point a cell out with all that belongs to it; null for none. @param {number | null} cell */
  point(cell) {
    const { picture } = this;
    this.#pointed = cell;
    const shown = this.#kept ?? cell;
    if (shown === null) picture.show(this.frame);
    else {
      const frame = this.#litFrame(shown);
      const link = picture.linkOf.get(shown);
      const alone = link && picture.linksOf(link.step).length > 1 ? link : null;
      picture.show(this.frame, frame ?? this.related(shown), frame === undefined ? null : alone);
    }
    picture.area(shown);
    picture.ring(shown === null ? [] : [shown, ...picture.copies(shown)], this.#kept !== null);
    this.#told();
  }

  /** A cell and all that belongs to it. @param {number} cell */
  related(cell) {
    const { picture } = this;
    const link = picture.linkOf.get(cell);
    if (cell in picture.data.areas) return [cell];
    const met = picture.metBy.get(cell);
    if (met) return [cell, ...met, ...met.flatMap((other) => picture.copies(other, cell))];
    const weights = link === undefined ? [] : link.weights.filter((weight) => weight >= 0);
    const all = [cell, ...(link === undefined ? this.#owns(cell) : link.others), ...weights];
    return all.flatMap((one) => [one, ...picture.copies(one)]);
  }

  /** Keep a cell pointed out, or let it go. @param {number | null} cell */
  keep(cell) {
    this.pause();
    this.#kept = cell === this.#kept ? null : cell;
    this.point(this.#kept ?? this.#pointed);
    for (const kept of this.root.querySelectorAll("[data-cell][aria-pressed]")) {
      kept.setAttribute(
        "aria-pressed",
        String(this.picture.numberOf.get(/** @type {SVGElement} */ (kept).dataset.cell ?? "") === this.#kept),
      );
    }
  }

  /** Let the first cell of each grid be reached by the keyboard. */
  #offerCells() {
    /** @type {Set<any>} */ const seen = new Set();
    this.picture.gridOf.forEach((grid, cell) => {
      if (!grid.mute && !seen.has(grid)) this.#offer(cell);
      seen.add(grid);
    });
  }

  /** @param {number} cell */
  #offer(cell) {
    const element = this.picture.cells[cell];
    const attributes = { tabindex: "0", role: "button", "aria-pressed": "false", "aria-label": this.said(cell) };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  /** Move the focus within a grid. @param {number} cell @param {string} key */
  #moveTo(cell, key) {
    const { picture } = this;
    const columns = picture.gridOf[cell].columns.length;
    const place = picture.placeOf[cell];
    const [row, column] = [Math.floor(place / columns), place % columns];
    const [down, right] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key] ?? [
      0, 0,
    ];
    const inside = (/** @type {number} */ at, /** @type {number} */ length) => at >= 0 && at < length;
    if (!inside(row + down, picture.gridOf[cell].rows.length) || !inside(column + right, columns)) return;
    const other = cell + down * columns + right;
    for (const name of ["tabindex", "role", "aria-pressed", "aria-label"]) picture.cells[cell].removeAttribute(name);
    this.#offer(other);
    picture.cells[other].focus();
  }

  /** The question of a quiz, if the frame asks one. */
  #ask() {
    const form = /** @type {HTMLFormElement | null} */ (this.root.querySelector(".question"));
    if (!form) return;
    const answers = this.figure?.answers?.[this.frame];
    const asks = this.picture.asks(this.frame);
    form.hidden = !asks;
    form.classList.toggle("typed", Boolean(answers));
    if (!asks && this.#given) this.#find(".caption").textContent = this.#given;
    this.#given = "";
  }

  /** Say whether what was typed is right, and show the answer. @param {string} typed */
  #judge(typed) {
    const answers = this.figure?.answers?.[this.frame] ?? [];
    const line = this.picture.lineAt(this.frame + 1);
    const numbers = typed
      .replaceAll("−", "-")
      .trim()
      .split(answers.length > 1 ? /[\s;]+|,\s+/ : /$^/);
    const right =
      numbers.length === answers.length &&
      answers.every(([text, low, high], at) => {
        const number = Number(numbers[at].replace(",", "."));
        return numbers[at] === text || (numbers[at] !== "" && number >= low && number <= high);
      });
    const said = fill(right ? this.words.right : this.words.wrong, { given: typed, line });
    this.#given = said;
    this.go(this.frame + 1, false);
    this.#find(".live").textContent = said;
    this.#find(".caption").classList.toggle("wrong", !right);
  }

  #listen() {
    const { root } = this;
    /** @type {Record<string, () => void>} */
    const actions = {
      play: () => (this.playing ? this.pause() : this.play()),
      back: () => this.stepBy(-1),
      next: () => this.stepBy(1),
      first: () => this.#jump(0),
      last: () => this.#jump(this.last),
      help: () => /** @type {HTMLDialogElement} */ (this.#find("dialog")).showModal(),
      reveal: () => this.stepBy(1),
    };
    this.actions = actions;
    root.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const name = target.closest("button")?.name ?? "";
      if (name in actions) actions[name]();
      else if (target.closest(".stage")) this.keep(this.#cellAt(target));
    });
    root.addEventListener("input", (event) => {
      const { name, value } = /** @type {HTMLInputElement} */ (event.target);
      if (name === "step") {
        this.pause();
        this.go(Number(value));
      } else if (name === "speed" && this.playing) this.#schedule();
    });
    root.addEventListener("submit", (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (!form.classList.contains("question")) return;
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("answer"));
      if (field.value.trim()) this.#judge(field.value);
      field.value = "";
    });
    for (const [name, away] of /** @type {const} */ ([
      ["pointerover", false],
      ["pointerleave", true],
      ["focusin", false],
      ["focusout", true],
    ])) {
      this.#find(".stage").addEventListener(name, (event) => {
        const cell = away ? null : this.#cellAt(/** @type {Element} */ (event.target));
        if (!this.playing && cell !== this.#pointed) this.point(cell);
      });
    }
    const paper = matchMedia("print");
    paper.addEventListener("change", () => this.#print(paper.matches));
    addEventListener("beforeprint", () => this.#print(true));
    addEventListener("afterprint", () => this.#print(false));
  }

  /** Paper shows what stands still. @param {boolean} starts */
  #print(starts) {
    if (starts && this.#before === null) {
      this.#before = this.frame;
      this.picture.show(this.picture.data.still);
    } else if (!starts && this.#before !== null) {
      this.picture.show(this.#before);
      this.#before = null;
    }
  }

  /** @param {number} frame */
  #jump(frame) {
    this.pause();
    this.go(frame);
  }

  /** The cell that an element is, or that it shows once more. @param {Element} element */
  #cellAt(element) {
    const found = this.picture.numberOf.get(/** @type {SVGElement} */ (element).dataset?.cell ?? "");
    const cell = found === undefined ? undefined : (this.picture.shownBy.get(found) ?? found);
    return cell === undefined || this.picture.gridOf[cell].mute ? null : cell;
  }

  /** Act on a key; a field of a form keeps its own. @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.matches?.("input:not([type=range]), select, dialog, dialog *")) return;
    const cell = target.dataset?.cell ? this.#cellAt(target) : null;
    const { key } = event;
    if (cell !== null && key.startsWith("Arrow")) this.#moveTo(cell, key);
    else if (cell !== null && (key === "Enter" || key === " ")) this.keep(cell);
    else if (!this.#command(key, target)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} key @param {HTMLElement} target @returns {boolean} whether the key has a meaning here */
  #command(key, target) {
    if (key === " " && target.matches("button")) return false;
    const by = Number(FOLLOWING.includes(key)) - Number(PREVIOUS.includes(key));
    if (by) return this.stepBy(by);
    else if (key === " ") this.actions?.play();
    else if (key === "Home") this.#jump(0);
    else if (key === "End") this.#jump(this.last);
    else if (key === "?") this.actions?.help();
    else if (key === "Escape") this.#release();
    else return false;
    return true;
  }

  #release() {
    this.#kept = null;
    this.point(null);
    for (const kept of this.root.querySelectorAll("[aria-pressed=true]")) kept.setAttribute("aria-pressed", "false");
  }

  /**
   * Start and stop as the deck around says.
   * @param {string} [said] what it has said already
   */
  obey(said) {
    const act = (/** @type {string | undefined} */ word) => {
      if (word === "slide:start") {
        window.focus();
        this.begin(true);
      } else if (word === "slide:stop") this.pause();
    };
    act(said);
    addEventListener("message", (event) => {
      if (event.source === window.parent) act(event.data);
    });
  }

  /** Begin by itself, unless that is unwanted; in a frame of a deck the deck says when. @param {boolean} alone */
  begin(alone) {
    const step = /[#&]step=(\d+)/.exec(location.hash)?.[1];
    const [frame] = step === undefined ? [] : this.picture.framesOf(Number(step)).slice(-1);
    if (frame !== undefined) this.go(frame, false);
    else if (!calm() && this.last > 0) {
      this.go(0, false);
      if (alone && !this.picture.asks(0)) this.play();
    } else if (this.picture.asks(0)) this.go(0, false);
  }
}
