/** Unpacks the script and the data of a page. Without this script, or in browsers too old for it, the figure stands still. */
const root = document.querySelector(".conv-figure");
// A deck may say that its slide has come before all is unpacked.
addEventListener("message", (event) => {
  if (event.source === window.parent) root.said = event.data;
});
const packed = root.querySelector("[type='text/plain']").textContent;
const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
root.figure = await new Response(stream).json();
const script = document.createElement("script");
script.type = "module";
script.textContent = root.figure.script;
document.head.append(script);
