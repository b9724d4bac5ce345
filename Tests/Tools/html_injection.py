#!/usr/bin/env python3
"""Opens report pages in headless Chromium and checks that data never acts.

usage: html_injection.py FOLDER

FOLDER holds the pages that the tests of Reporting write: hostile-NN.html with a text of the
injection corpus in every field. Each page is opened, searched, filtered, unfolded and prepared for
print. Then: no script but the page's own has run, no dialog was opened, nothing was requested, the
console is clean, and the elements are those that the page's own code makes.
Exit status: 0 clean, 1 something acted, 2 no browser or no pages.
"""

import glob
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser  # noqa: E402

TITLE = "Writ compliance report"

EXERCISE = """
(async () => {
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const search = document.getElementById("search");
  document.querySelectorAll(".more").forEach((button) => button.click());
  search.value = "pwned"; search.dispatchEvent(new Event("input")); await pause(150);
  search.value = ""; search.dispatchEvent(new Event("input")); await pause(150);
  document.querySelectorAll(".chip").forEach((chip) => { chip.click(); chip.click(); });
  document.querySelectorAll(".more").forEach((button) => button.click());
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  dispatchEvent(new Event("beforeprint")); dispatchEvent(new Event("afterprint"));
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  document.querySelectorAll("summary, a, button").forEach((element) => {
    element.focus();
    element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  });
  await pause(100);
  const allowed = new Set(("A B BODY BR BUTTON CAPTION CIRCLE CODE DD DEFS DETAILS DIV DL DT FOOTER " +
    "G H1 H2 H3 H4 HEAD HEADER HTML I INPUT KBD LABEL LI MAIN META NAV OL OPTION P PATH PRE RECT " +
    "SCRIPT SECTION SELECT SPAN STYLE SUMMARY SVG TABLE TBODY TD TH THEAD TIME TITLE TR UL USE").split(" "));
  const elements = [...document.querySelectorAll("*")];
  const attributes = elements.flatMap((element) => [...element.attributes].map((a) => a.name));
  return {
    title: document.title,
    strange: [...new Set(elements.map((e) => e.tagName.toUpperCase()))].filter((n) => !allowed.has(n)),
    handlers: attributes.filter((name) => name.startsWith("on") || name === "style" || name === "src"),
    scripts: document.querySelectorAll("script").length,
    styles: document.querySelectorAll("style").length,
    metas: document.querySelectorAll("meta").length,
    links: [...document.querySelectorAll("a")].map((a) => a.getAttribute("href"))
      .filter((href) => !href.startsWith("#")),
    uses: [...document.querySelectorAll("use")].map((use) => use.getAttribute("href"))
      .filter((href) => !/^#t-[a-z-]+$/.test(href)),
    findings: document.querySelectorAll(".finding .values").length,
    timelines: document.querySelectorAll(".finding .timeline").length,
  };
})()
"""

EXPECTED = {
    "title": TITLE, "strange": [], "handlers": [], "scripts": 2, "styles": 1, "metas": 5, "links": [],
    "uses": [],
}


def problems_of(page, tab):
    """What is wrong with one page."""
    tab.events.clear()
    tab.open(page)
    found = tab.run(EXERCISE)
    tab.settle(0.1)
    problems = [
        f"{name} is {found[name]!r}" for name, value in EXPECTED.items() if found[name] != value]
    if found["findings"] < 60:
        problems.append(f"only {found['findings']} findings were unfolded")
    if found["timelines"] < 30:
        problems.append(f"only {found['timelines']} timelines were drawn")
    for event in tab.events:
        method, parameters = event["method"], event["params"]
        if method == "Page.javascriptDialogOpening":
            problems.append(f"a dialog: {parameters['message']}")
        elif method == "Runtime.exceptionThrown":
            problems.append(f"an exception: {parameters['exceptionDetails']}")
        elif method in ("Log.entryAdded", "Runtime.consoleAPICalled"):
            problems.append(f"on the console: {parameters}")
        elif method == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if not url.startswith("file://" + os.path.dirname(os.path.abspath(page))):
                problems.append(f"a request: {url}")
    return problems


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    pages = sorted(glob.glob(os.path.join(sys.argv[1], "hostile-*.html")))
    if not pages:
        print(f"html_injection: no pages in {sys.argv[1]}", file=sys.stderr)
        return 2
    if browser.find() is None:
        print("html_injection: no Chromium (Debian's package is chromium)", file=sys.stderr)
        return 2
    failed = 0
    with browser.Browser() as tab:
        # The check itself must be able to fail.
        control = os.path.join(tab.folder, "control.html")
        with open(pages[0], encoding="utf-8") as source, open(control, "w", encoding="utf-8") as copy:
            text = source.read()
            start = text.index("<meta http-equiv=\"Content-Security-Policy\"")
            text = text[:start] + "<script>document.title='pwned'</script>" + text[start:]
            copy.write(text)
        if not problems_of(control, tab):
            print("html_injection: a page with a script in it was not noticed", file=sys.stderr)
            return 1
        for page in pages:
            for problem in problems_of(page, tab):
                failed += 1
                print(f"{os.path.basename(page)}: {problem}", file=sys.stderr)
    print(f"html_injection: {len(pages)} pages, {failed} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
