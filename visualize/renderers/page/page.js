/** Starts the player of a page. */

import { Player } from "./player.js";

/** @type {any} */
const root = document.querySelector(".conv-figure");
const player = new Player(root, root.figure);
document.addEventListener("keydown", (event) => player.key(event));
addEventListener("hashchange", () => player.begin(false));
addEventListener("message", (event) => {
  if (event.source !== window.parent) return;
  if (event.data === "slide:start") {
    window.focus();
    player.begin(true);
  } else if (event.data === "slide:stop") player.pause();
});
player.begin(window.parent === window);
