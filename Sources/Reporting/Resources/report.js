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

  const placeName = (evidence) => fileName(strings[evidence[0]]) + ":" + evidence[2];

  // ---- How related events came to decide ----

  const draw = (name, attributes, parts = []) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...parts);
    return element;
  };
  const percent = (x) => (x / 100).toFixed(2) + "%";
  const icon = (glyph) => draw(
    "svg", { class: "icon", viewBox: "-15 -15 30 30", "aria-hidden": "true" },
    [draw("use", { class: glyph, href: "#" + glyph })]);
  const eventTitle = ([role, , note, evidence]) =>
    strings[role] + ", " + evidence[4] + (note ? ", " + note : "");

  const timelineOf = ([, , , , events, , keys, [band, breaks, deadline, trigger, places]]) => {
    const marks = [draw("rect", { class: "t-axis", x: "0", y: "21.5", width: "100%", height: "1" })];
    const mark = (glyph, x, title) => {
      const parts = [];
      if (title !== undefined) {
        const words = draw("title", {});
        words.textContent = title;
        parts.push(words);
      }
      marks.push(draw("use", { class: glyph, href: "#" + glyph, x: percent(x), y: "22" }, parts));
    };
    if (band) {
      const [x, width, start, end] = band;
      marks.push(draw("rect", {
        class: "t-band", x: percent(x), y: "11", width: percent(width), height: "22" }));
      mark(start, x);
      mark(end, x + width);
    }
    for (const x of breaks) mark("t-break", x);
    places.forEach((x, index) => {
      if (x >= 0) mark(events[index][1], x, eventTitle(events[index]));
    });
    if (deadline >= 0) mark("t-deadline", deadline);
    if (trigger >= 0) mark("t-trigger", trigger);
    const description = [...keys.map(([, text]) => text), ...events.map(eventTitle)].join("; ");
    return draw(
      "svg", { class: "timeline", role: "img", height: "44", "aria-label": description }, marks);
  };

  const eventItem = ([role, glyph, note, evidence]) => {
    const item = make("li");
    const details = make("details", "event");
    const summary = make("summary");
    summary.append(
      icon(glyph), make("b", "role", strings[role]), " ", make("time", "", evidence[4]), " ",
      make("span", "said", note), " ", make("span", "place", placeName(evidence)));
    const body = make("div", "record");
    body.append(...recordParts(evidence));
    details.append(summary, body);
    item.append(details);
    return item;
  };

  const judgementPart = (judgement) => {
    const [asked, answer, sentence, facts, events, hidden, keys, timeline] = judgement;
    const part = make("div", "judgement");
    const said = make("p", "sentence");
    said.append(make("b", "answer", answer), " ", sentence);
    const question = make("p", "asked");
    question.append(make("code", "", strings[asked]));
    part.append(said, question, ...facts.map((fact) => make("p", "minor", fact)));
    if (timeline) {
      const list = make("ul", "keys");
      for (const [glyph, text] of keys) {
        const item = make("li");
        item.append(icon(glyph), text);
        list.append(item);
      }
      part.append(timelineOf(judgement), list);
    }
    if (events.length > 0) {
      const list = make("ol", "related");
      list.append(...events.map(eventItem));
      part.append(list);
    }
    if (hidden > 0) part.append(make("p", "minor", counted(hidden, "more event") + " not shown"));
    return part;
  };

  const evidenceBody = (body, finding) => {
    const [, , , remedy, evidence, , subject = [], judgements = []] = finding;
    if (subject.length > 0) body.append(valueTable(subject));
    body.append(...judgements.map(judgementPart), ...evidence.flatMap(recordParts));
    if (strings[remedy]) body.append(make("p", "fix", strings[remedy]));
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
      summary.append(make(
        "span", "place", placeName(place) + (others > 0 ? " and " + grouped(others) + " more" : "")));
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

  const listOf = (box, findings, shown, word) => ({
    findings,
    shown,
    word,
    list: box.querySelector("ol"),
    title: box.querySelector("h4"),
    allTitle: box.querySelector("h4").textContent,
    rest: box.querySelector(".rest"),
    words: null,
    matching: null,
    drawn: shown,
    more: null,
  });

  const rules = data.rules.map((rule) => {
    const section = byId(rule.id);
    const failed = section.querySelector(".findings:not(.pending) > ol");
    const pending = section.querySelector(".findings.pending > ol");
    const lists = [];
    if (failed) lists.push(listOf(failed.parentElement, rule.findings, rule.shown, "listed finding"));
    if (pending) lists.push(listOf(pending.parentElement, rule.pending, rule.pendingShown, "pending subject"));
    return {
      ...rule,
      section,
      lists,
      link: document.querySelector('nav .index li[data-rule="' + CSS.escape(rule.id) + '"]'),
      text: rule.search.toLowerCase(),
    };
  });

  const valueWords = (values) =>
    values.map(([field, , value]) => strings[field] + "=" + (value ?? ""));

  // The text that a search looks at, made once for each list when it is first searched.
  const findingWords = (list) => {
    if (list.words) return list.words;
    list.words = list.findings.map((finding) => {
      const [fingerprint, time, message, remedy, evidence, status, subject = [], judgements = []] = finding;
      const parts = [fingerprint, time, message, strings[remedy], status, ...valueWords(subject)];
      for (const [file, source, record, , , digest, values] of evidence) {
        parts.push(strings[file] + ":" + record, strings[source], digest, ...valueWords(values));
      }
      for (const [asked, , sentence, , events] of judgements) {
        parts.push(strings[asked], sentence);
        for (const [, , note, record] of events) parts.push(note, placeName(record), record[5]);
      }
      return parts.join("\n").toLowerCase();
    });
    return list.words;
  };

  const current = (list) => list.matching || list.findings;

  const drawMore = (list, count) => {
    const findings = current(list);
    const end = Math.min(findings.length, list.drawn + count);
    const items = [];
    for (let index = list.drawn; index < end; index += 1) items.push(findingItem(findings[index]));
    list.list.append(...items);
    list.drawn = end;
    offerMore(list);
    return items[0];
  };

  const offerMore = (list) => {
    const left = current(list).length - list.drawn;
    if (!list.more) {
      list.more = make("button", "more");
      list.more.type = "button";
      list.more.addEventListener("click", () => {
        const first = drawMore(list, STEP);
        if (first) first.querySelector("summary").focus();
      });
      list.list.after(list.more);
    }
    if (list.rest) list.rest.hidden = true;
    list.more.hidden = left <= 0;
    const step = Math.min(STEP, left);
    list.more.textContent = "Show " + grouped(step) + (step < left ? " of " + grouped(left) : "") + " more";
  };

  // Shows the findings whose indexes are given, or all of them for null.
  const setMatching = (list, indexes) => {
    if (indexes === null && list.matching === null) return;
    list.matching = indexes && indexes.map((index) => list.findings[index]);
    list.list.replaceChildren();
    list.drawn = 0;
    drawMore(list, indexes === null ? list.shown : SHOWN_WHEN_SEARCHING);
    list.title.textContent = indexes === null
      ? list.allTitle
      : grouped(indexes.length) + " of " + counted(list.findings.length, list.word) + " match";
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
    let shownPending = 0;
    for (const rule of rules) {
      let isShown =
        (chosen.verdict.size === 0 || chosen.verdict.has(rule.verdict)) &&
        (chosen.severity.size === 0 || chosen.severity.has(rule.severity)) &&
        (framework.value === "" || rule.frameworks.includes(framework.value));
      let matching = rule.lists.map(() => null);
      if (isShown && terms.length > 0) {
        // A word may stand in the rule or in the finding.
        const left = terms.filter((term) => !rule.text.includes(term));
        if (left.length > 0) {
          matching = rule.lists.map((list) => {
            const words = findingWords(list);
            const indexes = [];
            for (let index = 0; index < words.length; index += 1) {
              if (left.every((term) => words[index].includes(term))) indexes.push(index);
            }
            return indexes;
          });
          isShown = matching.some((indexes) => indexes.length > 0);
        }
      }
      rule.section.hidden = !isShown;
      if (rule.link) rule.link.hidden = !isShown;
      if (!isShown) continue;
      shownRules += 1;
      rule.lists.forEach((list, index) => {
        setMatching(list, matching[index]);
        if (list.findings === rule.findings) shownFindings += current(list).length;
        else shownPending += current(list).length;
      });
    }
    const active = filtered || terms.length > 0;
    clear.disabled = !active;
    byId("no-match").hidden = shownRules > 0 || rules.length === 0;
    const ruleText = active
      ? grouped(shownRules) + " of " + counted(rules.length, "rule")
      : counted(rules.length, "rule");
    count.textContent = ruleText + ", " + counted(shownFindings, "finding") +
      (shownPending > 0 ? ", " + grouped(shownPending) + " pending" : "");
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
    [...document.querySelectorAll(".rule, .rule .finding > summary, .rule .finding[open] .event > summary")]
      .filter(isVisible);
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
    const details = document.activeElement && document.activeElement.closest("details[open].event, details[open].finding");
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
    opened = [];
    // What is opened may bring further ones with it.
    for (let closed; (closed = [...document.querySelectorAll("details:not([open])")]).length > 0;) {
      for (const details of closed) {
        details.open = true;
        const body = details.querySelector(":scope > .evidence");
        if (body && !body.firstChild) details.dispatchEvent(new Event("toggle"));
      }
      opened.push(...closed);
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
  for (const rule of rules) rule.lists.forEach(offerMore);
  for (const id of ["filters", "theme", "keys"]) byId(id).hidden = false;
  apply();
})();
