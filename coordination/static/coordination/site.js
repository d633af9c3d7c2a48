// Only adds: every page works without this file.
"use strict";

// Menus close when one looks elsewhere.
const drops = () => document.querySelectorAll("details.drop[open], details.menu[open]");
document.addEventListener("click", (event) => drops().forEach((drop) => drop.contains(event.target) || (drop.open = false)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  drops().forEach((drop) => { drop.open = false; drop.querySelector("summary").focus(); });
});

// <button data-copy="#id"> copies the text of that element; its label becomes data-copied for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const label = button.textContent;
  button.textContent = button.dataset.copied || label;
  setTimeout(() => { button.textContent = label; }, 2000);
});
document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });

// <form data-guard> asks before what was typed is left behind.
const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) dirty.add(form);
});
document.addEventListener("submit", (event) => dirty.delete(event.target));
window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

// <select data-submit> and the like show their result at once.
document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });

// Ctrl/Cmd+Enter sends the form one is in; Ctrl/Cmd+K goes to the search box.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  if (event.key === "Enter") event.target.form?.requestSubmit();
  if (event.key === "k") {
    const search = document.querySelector("[role=search] input:not([type=hidden])");
    if (search) { event.preventDefault(); search.closest("details")?.setAttribute("open", ""); search.focus(); }
  }
});

// Printing shows what is folded away only where the page asks for it.
window.addEventListener("beforeprint", () => document.querySelectorAll("details[data-print]").forEach((one) => { one.open = true; }));
