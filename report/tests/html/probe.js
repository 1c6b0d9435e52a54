// Looks into the frame with the page, which runs no script of its own, and writes down what a reader
// sees there.
"use strict";
const look = (frame) => {
  const page = frame.contentDocument;
  const all = (selector) => [...page.querySelectorAll(selector)];
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 ? "shown" : "hidden";
  };
  const style = (selector) => frame.contentWindow.getComputedStyle(page.querySelector(selector));
  const target = (link) => page.getElementById(link.getAttribute("href").slice(1));

  const ids = all("[id]").map((element) => element.id);
  const links = all("a[href]");
  const attributes = all("*").flatMap((element) => [...element.attributes].map((a) => a.name));
  const lines = [
    ...all("td.fail").map((cell) => `cell ${shown(cell)}: ${cell.innerText.trim()} -> ${
      target(cell.querySelector("a")).querySelector("h3").innerText
    }`),
    `verdict ${shown(page.querySelector("header .badge"))}`,
    `colours differ: ${style("td.fail").backgroundColor !== style("td.pass").backgroundColor}`,
    `links: ${links.length > 0}, dead ${links.filter((link) => !target(link)).length}`,
    `ids twice: ${ids.length - new Set(ids).size}`,
    `scripts: ${page.scripts.length}`,
    `loading: ${all("img, iframe, object, embed, link, base, form, input").length}`,
    `handlers: ${attributes.filter((name) => name.startsWith("on") || name === "style").length}`,
    `hacked: ${"hacked" in frame.contentWindow}`,
    `wider than its window: ${page.documentElement.scrollWidth > frame.clientWidth}`,
  ];
  const probe = document.createElement("pre");
  probe.id = "probe";
  probe.textContent = `\n${lines.join("\n")}\n`;
  document.body.append(probe);
};
