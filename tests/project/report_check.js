// What report.sh has the report check of itself, in a browser: what it found is left in window.checked.
(async () => {
  const failures = window.failures, width = Number(new URLSearchParams(location.search).get("width"));
  let checks = 0;
  const check = (holds, words) => {
    ++checks;
    if (!holds) failures.push(words);
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const wait = async (holds, words) => {
    for (let k = 0; k < 400 && !holds(); ++k) await new Promise((done) => setTimeout(done, 25));
    check(holds(), words);
  };
  const seen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const label = (element) => element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") +
    (element.className.length ? "." + String(element.className).split(" ").join(".") : "");

  await wait(() => document.documentElement.dataset.ready === "yes", "the script did not come to its end");
  await wait(() => all(".tile canvas").length > 0 && all(".tile canvas").every((c) => c.dataset.shown === "yes"),
    "images of the gallery are not drawn");

  // Every image is shown.
  await Promise.all(all("img").map((i) => i.decode().catch(() => {})));
  for (const image of all("img")) {
    check(image.complete && image.naturalWidth > 0, "an image is not shown: " + image.alt);
    check(image.alt.length > 10, "an image says too little: " + image.alt);
  }
  for (const canvas of all(".tile canvas")) {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    check(new Set(data.filter((_, k) => k % 4 === 0)).size > 1, "a tile is of one color: " +
      canvas.parentElement.getAttribute("aria-label"));
  }

  // Structure.
  check(document.documentElement.lang === "en", "the page names no language");
  for (const landmark of ["header", "nav[aria-label]", "main", "h1"])
    check(all(landmark).length === 1, "expected one " + landmark + ", got " + all(landmark).length);
  let level = 1;
  for (const heading of all("h1, h2, h3, h4").filter((h) => !h.closest("dialog"))) {
    const own = Number(heading.tagName[1]);
    check(own <= level + 1, "the heading '" + heading.textContent + "' skips a level");
    level = own;
  }
  const ids = all("[id]").map((e) => e.id);
  check(new Set(ids).size === ids.length, "ids are not unique: " + ids.filter((i, k) => ids.indexOf(i) !== k).join(" "));
  for (const name of ["aria-labelledby", "aria-describedby", "for"])
    for (const element of all(`[${name}]`))
      check(document.getElementById(element.getAttribute(name)), name + " leads nowhere: " + element.getAttribute(name));
  for (const link of all("a[href^='#']")) check(document.querySelector(link.hash), "a link leads nowhere: " + link.hash);
  for (const svg of all("svg")) check(svg.getAttribute("aria-label").length > 10, "a chart says too little");
  for (const control of all("button, select, a")) {
    const words = control.getAttribute("aria-label") || control.textContent ||
      (control.labels && [...control.labels].map((l) => l.textContent).join(""));
    check(words && words.trim().length > 0, "a control has no name: " + label(control));
  }
  for (const table of all("table:not(.readout table)")) {
    check(table.caption, "a table has no caption");
    check([...table.rows].every((r) => [...r.cells].reduce((n, c) => n + c.colSpan, 0) === table.rows[0].cells.length),
      "rows of a table differ in length: " + (table.caption && table.caption.textContent));
  }
  check(performance.getEntriesByType("resource").length === 0 ||
    performance.getEntriesByType("resource").every((r) => r.name.startsWith("data:")), "the page loads something");

  // Nothing reaches beyond the window, nothing that is pressed is too small, all text stands out (WCAG 2.2: 1.4.3, 1.4.10,
  // 2.5.8).
  const color = (text) => {
    const n = text.match(/[\d.]+/g).map(Number);
    return n.length > 3 ? n : [...n, 1];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (front, back) => back.slice(0, 3).map((v, k) => front[k] * front[3] + v * (1 - front[3]));
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = color(getComputedStyle(e).backgroundColor);
      if (c[3] > 0.99) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const lowest = { ratio: 21, words: "" };
  const checkSight = (what) => {
    check(document.documentElement.scrollWidth <= width, what + ": the page is wider than the window: " +
      document.documentElement.scrollWidth + " of " + width + ", " +
      all("main *").filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".wide")).map(label)[0]);
    for (const element of all("body *")) {
      if (["SCRIPT", "STYLE", "OPTION", "TITLE", "NOSCRIPT"].includes(element.tagName.toUpperCase())) continue;
      if (![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
      if (!seen(element) || element.closest(".hidden, .skip") || element.disabled) continue;
      const style = getComputedStyle(element), back = background(element);
      const front = over(color(element.closest("svg") ? style.fill : style.color), back);
      const [a, b] = [luminance(front), luminance(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
      const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < lowest.ratio) Object.assign(lowest, { ratio, words: label(element) });
      check(ratio >= (large ? 3 : 4.5), `${what}: contrast ${ratio.toFixed(2)} of ${label(element)}`);
    }
    for (const control of all("button, select").filter(seen)) {
      const box = control.getBoundingClientRect();
      check(box.width >= 24 && box.height >= 24, `${what}: ${label(control)} is ${box.width} x ${box.height}`);
    }
  };
  all("details").forEach((d) => { d.open = true; });
  for (let k = 0; k < 3; ++k) {
    checkSight("theme " + document.getElementById("theme").dataset.theme);
    document.getElementById("theme").click();
  }
  all("details").forEach((d) => { d.open = false; });

  // The keyboard: everything is reached in the order of the page, and shows that it has the focus.
  check(all("[tabindex]").every((e) => e.tabIndex <= 0), "the order of focus is not that of the page");
  const reachable = all("a[href], button, select, summary, [tabindex='0']").filter((e) => seen(e) && !e.disabled);
  for (const element of reachable.slice(0, 80)) {
    element.focus({ focusVisible: true, preventScroll: true });
    check(document.activeElement === element, "cannot be focused: " + label(element));
    check(getComputedStyle(element).outlineStyle !== "none", "does not show its focus: " + label(element));
  }
  const press = (key) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const text = (name) => document.getElementById(name).textContent;

  // A tile enlarges, arrows step and read pixels.
  document.querySelector("#gallery .tile").click();
  check(document.getElementById("viewer").open, "a tile does not enlarge");
  const first = text("viewer-title");
  document.getElementById("viewer-on").focus();
  press("ArrowRight");
  check(text("viewer-title") !== first, "the viewer does not step");
  press("ArrowLeft");
  check(text("viewer-title") === first, "the viewer does not step back");
  await wait(() => document.getElementById("viewer-picture").dataset.shown === "yes", "the enlarged image is not drawn");
  document.getElementById("viewer-picture").focus();
  press("ArrowDown");
  await wait(() => /Row 1, column 0: .* -?−?\d.*probability [01]\.\d\d, (no )?salt/.test(text("viewer-pixel")),
    "the viewer reads no pixel: " + text("viewer-pixel"));
  checkSight("viewer");
  document.getElementById("viewer-close").click();
  check(!document.getElementById("viewer").open, "the viewer does not close");

  // Maps are read together, and what is read adds up.
  const maps = document.querySelector(".explained:not([hidden]) .read");
  maps.focus();
  press("ArrowDown");
  await wait(() => text("pixel").includes("prediction"), "maps are not read: " + text("pixel"));
  const sum = text("pixel").replaceAll("−", "-").match(/prediction ([\d.-]+) = mean ([\d.-]+)((?: [+-][\d.]+ \w+)+)/);
  const parts = sum ? sum[3].match(/[+-][\d.]+/g).map(Number) : [];
  check(sum && Math.abs(Number(sum[2]) + parts.reduce((a, b) => a + b, 0) - Number(sum[1])) < 0.005 * (parts.length + 3),
    "what is read does not add up: " + text("pixel"));
  checkSight("maps");
  press("Enter");
  check(document.getElementById("viewer").open, "a map does not enlarge");
  document.getElementById("viewer-close").click();
  if (all(".explained").length > 1) {
    document.getElementById("step-on").click();
    check(!all(".explained")[1].hidden && all(".explained")[0].hidden, "explained images do not step");
  }

  // Tables sort both ways, the gallery goes by its order.
  const table = document.querySelector("details table.sortable"), button = table.querySelectorAll("th button")[1];
  const column = () => [...table.tBodies[0].rows].map((r) => parseFloat(r.cells[1].textContent));
  button.click();
  check(column().every((v, k, c) => k === 0 || c[k - 1] <= v), "a table does not sort upwards");
  button.click();
  check(column().every((v, k, c) => k === 0 || c[k - 1] >= v), "a table does not sort downwards");
  check(table.querySelector("th[aria-sort='descending']"), "a sorted table does not say so");
  const tiles = () => all("#gallery .tile").map((t) => t.getAttribute("aria-label")).join();
  const before = tiles();
  const order = document.getElementById("order");
  order.value = "index+";
  order.dispatchEvent(new Event("change"));
  check(tiles() !== before, "the gallery does not change its order");

  const said = `${checks} things, width ${innerWidth}, lowest contrast ${lowest.ratio.toFixed(2)} (${lowest.words})` +
    `, ${failures.length} failures` + failures.slice(0, 8).map((f) => "; " + f).join("");
  window.checked = said;
})().catch((e) => { window.checked = "broke, " + e.stack; });
