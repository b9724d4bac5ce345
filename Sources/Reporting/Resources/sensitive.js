"use strict";
// Light and dark, a filter over the tables, and everything open on paper. Nothing is made of data here: rows
// of the page are shown or hidden.
(() => {
  const byId = (id) => document.getElementById(id);

  // ---- Filter ----

  const search = byId("search");
  const rows = [...document.querySelectorAll("tr.entry")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const isShown = words.every((word) => texts[index].includes(word));
      row.hidden = !isShown;
      if (isShown) shown += 1;
    });
    byId("count").textContent = words.length === 0 ? "" : shown + " of " + rows.length + " rows";
  };
  if (search) {
    search.addEventListener("input", apply);
    byId("filters").hidden = false;
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        search.value = "";
        apply();
      } else if (event.key === "/" && event.target !== search) {
        event.preventDefault();
        search.focus();
      }
    });
  }

  // ---- Print ----

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  // ---- Light and dark ----

  const theme = byId("theme");
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const store = {
    get: () => { try { return localStorage.getItem("writ-theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("writ-theme", value); } catch { /* not kept */ } },
  };
  const isDark = () => (root.dataset.theme || (prefersDark.matches ? "dark" : "light")) === "dark";
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  const kept = store.get();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store.set(root.dataset.theme);
    nameTheme();
  });
  prefersDark.addEventListener("change", nameTheme);
  nameTheme();
  theme.hidden = false;
})();
