"use strict";
// Filters, search, findings on demand, the keyboard, light and dark. Data enters the page through
// textContent only.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("findings").textContent);
  const strings = data.strings;
  const STEP = 50;
  const SHOWN_WHEN_SEARCHING = 20;

  const make = (name, style, text) => {
    const element = document.createElement(name);
    if (style) element.className = style;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const counted = (number, word) => grouped(number) + " " + word + (number === 1 ? "" : "s");

  const fileName = (path) => path.split("/").filter(Boolean).pop() ?? path;

  // ---- One finding, as the page's first ones are written ----

  const valueRow = ([field, state, value]) => {
    const row = make("tr");
    const name = make("th", "", strings[field]);
    name.scope = "row";
    const cell = make("td");
    if (state === 0) cell.textContent = value;
    else cell.append(make("i", "", state === 1 ? "absent" : "unknown"));
    row.append(name, cell);
    return row;
  };

  const valueTable = (values) => {
    const table = make("table", "values");
    const rows = make("tbody");
    rows.append(...values.map(valueRow));
    table.append(rows);
    return table;
  };

  const recordParts = ([file, source, record, offset, time, digest, values, note]) => {
    const origin = make("p", "origin");
    origin.append(
      make("span", "path", strings[file]),
      " record " + grouped(record) + ", byte " + offset + ", " + strings[source] + ", " + time);
    const parts = [origin];
    if (note) parts.push(make("p", "flag", note));
    parts.push(valueTable(values), make("p", "hash", "SHA-256 of the record " + digest));
    return parts;
  };

  const SVG = "http://www.w3.org/2000/svg";
  const makeSVG = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // Nodes of a drawing; all numbers come from the page.
  const timelineParts = ([description, start, end, marks]) => {
    const svg = makeSVG("svg", {
      class: "timeline", role: "img", preserveAspectRatio: "none", viewBox: "0 0 1000 40",
      height: "40", "aria-label": description,
    });
    for (const [style, x, y, width, height, title] of marks) {
      const group = makeSVG("g", {});
      const words = makeSVG("title", {});
      words.textContent = title;
      group.append(words, makeSVG("rect", { class: style, x, y, width, height }));
      svg.append(group);
    }
    const axis = make("p", "axis");
    axis.append(make("span", "", start), make("span", "", end));
    return [svg, axis];
  };

  const relatedItem = ([role, style, note, evidence]) => {
    const item = make("li");
    const details = make("details", "event");
    const summary = make("summary");
    summary.append(
      make("span", "role " + style, role), " ", make("time", "", evidence[4]), " ",
      make("span", "note", note));
    details.append(summary, ...recordParts(evidence));
    item.append(details);
    return item;
  };

  const judgementPart = ([asked, answer, sentence, facts, events, hidden, timeline]) => {
    const part = make("div", "judgement");
    const question = make("p", "asked");
    question.append(make("code", "", asked), " ", make("b", "answer", answer));
    part.append(question, make("p", "sentence", sentence));
    for (const fact of facts) part.append(make("p", "minor", fact));
    if (timeline) part.append(...timelineParts(timeline));
    if (events.length > 0) {
      const list = make("ol", "related");
      list.append(...events.map(relatedItem));
      part.append(list);
    }
    if (hidden > 0) part.append(make("p", "beyond", counted(hidden, "more event") + " not shown"));
    return part;
  };

  const evidenceBody = (body, finding) => {
    const subject = finding[6] ?? [];
    if (subject.length > 0) body.append(valueTable(subject));
    for (const evidence of finding[4]) body.append(...recordParts(evidence));
    for (const judgement of finding[7] ?? []) body.append(judgementPart(judgement));
    if (strings[finding[3]]) body.append(make("p", "fix", strings[finding[3]]));
    body.append(make("p", "hash", "Fingerprint of the finding " + finding[0]));
  };

  const findingItem = (finding) => {
    const item = make("li");
    const details = make("details", "finding");
    const summary = make("summary");
    const place = finding[4][0];
    summary.append(make("time", "", finding[1]), " ", make("span", "message", finding[2]), " ");
    if (place) {
      const others = finding[4].length - 1;
      const more = others > 0 ? " and " + grouped(others) + " more" : "";
      summary.append(make("span", "place", fileName(strings[place[0]]) + ":" + place[2] + more));
    }
    if (finding[5]) summary.append(make("span", "status", finding[5]));
    const body = make("div", "evidence");
    details.append(summary, body);
    details.addEventListener("toggle", () => {
      if (details.open && !body.firstChild) evidenceBody(body, finding);
    });
    item.append(details);
    return item;
  };

  // ---- Rules and their lists ----

  const rules = data.rules.map((rule) => {
    const section = byId(rule.id);
    const box = section.querySelector(".findings:not(.pending)");
    return {
      ...rule,
      section,
      link: document.querySelector('nav .index li[data-rule="' + CSS.escape(rule.id) + '"]'),
      list: box && box.querySelector("ol"),
      title: box && box.querySelector("h4"),
      allFindings: box ? box.querySelector("h4").textContent : "",
      rest: box && box.querySelector(".rest"),
      words: null,
      text: rule.search.toLowerCase(),
      matching: null,
      drawn: rule.shown,
      more: null,
    };
  });

  // The text that a search looks at, made once for each rule when it is first searched.
  const findingWords = (rule) => {
    if (rule.words) return rule.words;
    rule.words = rule.findings.map((finding) => {
      const parts = [finding[0], finding[1], finding[2], strings[finding[3]], finding[5]];
      for (const [file, source, record, , , digest, values] of finding[4]) {
        parts.push(strings[file] + ":" + record, strings[source], digest);
        for (const [field, , value] of values) parts.push(strings[field] + "=" + (value ?? ""));
      }
      for (const [field, , value] of finding[6] ?? []) parts.push(strings[field] + "=" + (value ?? ""));
      for (const [asked, , sentence] of finding[7] ?? []) parts.push(asked, sentence);
      return parts.join("\n").toLowerCase();
    });
    return rule.words;
  };

  const current = (rule) => rule.matching || rule.findings;

  const drawMore = (rule, count) => {
    const findings = current(rule);
    const end = Math.min(findings.length, rule.drawn + count);
    const items = [];
    for (let index = rule.drawn; index < end; index += 1) items.push(findingItem(findings[index]));
    rule.list.append(...items);
    rule.drawn = end;
    offerMore(rule);
    return items[0];
  };

  const offerMore = (rule) => {
    if (!rule.list) return;
    const left = current(rule).length - rule.drawn;
    if (!rule.more) {
      rule.more = make("button", "more");
      rule.more.type = "button";
      rule.more.addEventListener("click", () => {
        const first = drawMore(rule, STEP);
        if (first) first.querySelector("summary").focus();
      });
      rule.list.after(rule.more);
    }
    if (rule.rest) rule.rest.hidden = true;
    rule.more.hidden = left <= 0;
    const step = Math.min(STEP, left);
    rule.more.textContent = "Show " + grouped(step) + (step < left ? " of " + grouped(left) : "") + " more";
  };

  // Shows the findings whose indexes are given, or all of them for null.
  const setMatching = (rule, indexes) => {
    if (!rule.list || (indexes === null && rule.matching === null)) return;
    rule.matching = indexes && indexes.map((index) => rule.findings[index]);
    rule.list.replaceChildren();
    rule.drawn = 0;
    drawMore(rule, indexes === null ? rule.shown : SHOWN_WHEN_SEARCHING);
    rule.title.textContent = indexes === null
      ? rule.allFindings
      : grouped(indexes.length) + " of " + counted(rule.findings.length, "listed finding") + " match";
  };

  // ---- Filters ----

  const search = byId("search");
  const framework = byId("framework");
  const clear = byId("clear");
  const count = byId("count");
  const chips = [...document.querySelectorAll(".chip")];
  const tiles = [...document.querySelectorAll(".tile")];
  const chosen = { verdict: new Set(), severity: new Set() };

  const apply = () => {
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const filtered = chosen.verdict.size + chosen.severity.size > 0 || framework.value !== "";
    let shownRules = 0;
    let shownFindings = 0;
    for (const rule of rules) {
      let isShown =
        (chosen.verdict.size === 0 || chosen.verdict.has(rule.verdict)) &&
        (chosen.severity.size === 0 || chosen.severity.has(rule.severity)) &&
        (framework.value === "" || rule.frameworks.includes(framework.value));
      let indexes = null;
      if (isShown && terms.length > 0) {
        // A word may stand in the rule or in the finding.
        const left = terms.filter((term) => !rule.text.includes(term));
        if (left.length > 0) {
          const words = findingWords(rule);
          indexes = [];
          for (let index = 0; index < words.length; index += 1) {
            if (left.every((term) => words[index].includes(term))) indexes.push(index);
          }
          isShown = indexes.length > 0;
        }
      }
      rule.section.hidden = !isShown;
      if (rule.link) rule.link.hidden = !isShown;
      if (!isShown) continue;
      shownRules += 1;
      setMatching(rule, indexes);
      shownFindings += current(rule).length;
    }
    const active = filtered || terms.length > 0;
    clear.disabled = !active;
    byId("no-match").hidden = shownRules > 0 || rules.length === 0;
    const ruleText = active
      ? grouped(shownRules) + " of " + counted(rules.length, "rule")
      : counted(rules.length, "rule");
    count.textContent = ruleText + ", " + counted(shownFindings, "finding");
    for (const chip of chips) {
      const [kind, value] = Object.entries(chip.dataset)[0];
      chip.setAttribute("aria-pressed", String(chosen[kind].has(value)));
    }
  };

  const toggle = (kind, value) => {
    if (!chosen[kind].delete(value)) chosen[kind].add(value);
    apply();
  };

  const clearAll = () => {
    search.value = "";
    framework.value = "";
    chosen.verdict.clear();
    chosen.severity.clear();
    apply();
  };

  for (const chip of chips) {
    const [kind, value] = Object.entries(chip.dataset)[0];
    chip.addEventListener("click", () => toggle(kind, value));
  }
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 80);
  });
  framework.addEventListener("change", apply);
  clear.addEventListener("click", () => {
    clearAll();
    search.focus();
  });
  // A link to a rule that the filters hide shows it.
  addEventListener("hashchange", () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      clearAll();
      target.scrollIntoView();
    }
  });

  // ---- Keyboard ----

  const isVisible = (element) => !element.closest("[hidden]");
  const stops = () =>
    [...document.querySelectorAll(".rule, .rule .finding > summary")].filter(isVisible);
  const ruleStops = () => [...document.querySelectorAll(".rule")].filter(isVisible);

  const step = (elements, direction) => {
    if (elements.length === 0) return;
    const active = document.activeElement;
    let index = elements.indexOf(active);
    if (index >= 0) {
      index += direction;
    } else {
      // From wherever the focus is, or the window's top: the next one in that direction.
      const isBody = active === document.body || active === null || active.id === "main";
      const edge = (element) => isBody
        ? element.getBoundingClientRect().top >= 0
        : Boolean(active.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      index = elements.findIndex(edge);
      if (index < 0) index = elements.length;
      if (direction < 0) index -= 1;
    }
    const next = elements[Math.max(0, Math.min(elements.length - 1, index))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: next.classList.contains("rule") ? "start" : "nearest" });
  };

  const openDetails = (isOpen) => {
    const active = document.activeElement;
    const details = active && active.tagName === "SUMMARY" && active.parentElement;
    if (!details) return false;
    details.open = isOpen;
    return true;
  };

  const escape = () => {
    const details = document.activeElement && document.activeElement.closest("details[open].finding");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    } else if (document.activeElement === search && search.value === "") {
      search.blur();
    } else {
      clearAll();
    }
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const inList = target instanceof Element && target.closest(".rule") !== null;
    let isDone = true;
    if (event.key === "Escape") escape();
    else if (isTyping) {
      if (event.key === "Enter" && target === search) {
        apply();
        step(stops(), 1);
      } else isDone = false;
    } else if (event.key === "/") {
      search.focus();
      search.select();
    } else if (event.key === "j" || (event.key === "ArrowDown" && inList)) step(stops(), 1);
    else if (event.key === "k" || (event.key === "ArrowUp" && inList)) step(stops(), -1);
    else if (event.key === "n") step(ruleStops(), 1);
    else if (event.key === "p") step(ruleStops(), -1);
    else if (event.key === "ArrowRight") isDone = openDetails(true);
    else if (event.key === "ArrowLeft") isDone = openDetails(false);
    else isDone = false;
    if (isDone) event.preventDefault();
  });

  // ---- Print: what is closed on the screen is open on paper ----

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) {
      details.open = true;
      const body = details.querySelector(":scope > .evidence");
      if (body && !body.firstChild) details.dispatchEvent(new Event("toggle"));
    }
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

  // ---- The place in the table of contents ----

  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash, link]));
  const inView = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
    }
    const top = [...inView].reduce((best, element) =>
      best && best.getBoundingClientRect().top <= element.getBoundingClientRect().top ? best : element, null);
    for (const link of links.values()) link.removeAttribute("aria-current");
    const link = top && links.get("#" + encodeURIComponent(top.id));
    if (link) link.setAttribute("aria-current", "true");
  }, { rootMargin: "-140px 0px -55% 0px" });
  for (const section of document.querySelectorAll("main section[id], .rule")) {
    if (section.id !== "filters") watcher.observe(section);
  }

  // ---- Ready ----

  // The tiles filter too.
  for (const tile of tiles) {
    tile.addEventListener("click", () => {
      chosen.verdict.clear();
      chosen.verdict.add(tile.dataset.verdict);
      apply();
      byId("filters").scrollIntoView();
    });
  }
  for (const rule of rules) offerMore(rule);
  for (const id of ["filters", "theme", "keys"]) byId(id).hidden = false;
  apply();
})();
