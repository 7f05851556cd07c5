/** Starts the player of a page. */

import { Player } from "./player.js";

/** @type {any} */
const root = document.querySelector(".conv-figure");
const player = new Player(root, root.figure);
document.addEventListener("keydown", (event) => player.key(event));
addEventListener("hashchange", () => player.begin(false));
player.begin(window.parent === window);
player.obey(root.said);
