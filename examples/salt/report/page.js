"use strict";
(() => {
  const root = document.documentElement;
  const id = (name) => document.getElementById(name);
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  root.classList.add("scripted");

  // The theme: that of the system, or one of two.
  const themes = { auto: "as the system", light: "light", dark: "dark" };
  const setTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    id("theme").textContent = "Theme: " + themes[theme];
    id("theme").dataset.theme = theme;
    try { localStorage.setItem("salt-theme", theme); } catch { /* a page from a file may have no store */ }
  };
  let theme = "auto";
  try { theme = localStorage.getItem("salt-theme") || "auto"; } catch { /* as above */ }
  setTheme(themes[theme] ? theme : "auto");
  id("theme").addEventListener("click", () => {
    const all = Object.keys(themes);
    setTheme(all[(all.indexOf(id("theme").dataset.theme) + 1) % all.length]);
  });
  id("print").addEventListener("click", () => window.print());

  // PNG files of one byte a pixel, as salt writes them: their numbers, row by row.
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const unfilter = (raw, cols, rows) => {
    const out = new Uint8Array(cols * rows);
    for (let r = 0; r < rows; ++r) {
      const filter = raw[r * (cols + 1)];
      for (let c = 0; c < cols; ++c) {
        const at = r * cols + c;
        const left = c ? out[at - 1] : 0, up = r ? out[at - cols] : 0, corner = c && r ? out[at - cols - 1] : 0;
        let guess = 0;
        if (filter === 1) guess = left;
        else if (filter === 2) guess = up;
        else if (filter === 3) guess = (left + up) >> 1;
        else if (filter === 4) {
          const p = left + up - corner, a = Math.abs(p - left), b = Math.abs(p - up), d = Math.abs(p - corner);
          guess = a <= b && a <= d ? left : b <= d ? up : corner;
        }
        out[at] = raw[r * (cols + 1) + 1 + c] + guess;
      }
    }
    return out;
  };
  const decode = async (base64) => {
    const bytes = bytesOf(base64), view = new DataView(bytes.buffer);
    const cols = view.getUint32(16), rows = view.getUint32(20), parts = [];
    for (let at = 8; at < bytes.length;) {
      const length = view.getUint32(at), type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      if (type === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
      at += 12 + length;
    }
    const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
    return unfilter(new Uint8Array(await new Response(stream).arrayBuffer()), cols, rows);
  };

  // The test images.
  const about = JSON.parse(id("about").textContent), images = about.images, count = images.index.length;
  const { rows, cols } = about;
  const lines = id("pixels").textContent.split("\n");
  const planes = new Map();
  const planesOf = (i) => {
    if (!planes.has(i)) {
      if (planes.size > 400) planes.clear();
      planes.set(i, Promise.all(lines[i].split(" ").map(decode)));
    }
    return planes.get(i);
  };
  document.body.style.setProperty("--shape", cols + " / " + rows);
  document.body.style.setProperty("--aspect", cols / rows);

  const viridis = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129],
    [92, 200, 99], [170, 220, 50], [253, 231, 37]];
  const mix = (table, t) => {
    const place = Math.min(Math.max(t, 0), 1) * (table.length - 1), k = Math.min(Math.floor(place), table.length - 2);
    return table[k].map((v, c) => v + (place - k) * (table[k + 1][c] - v));
  };
  const colorOf = (name) => {
    const hex = getComputedStyle(root).getPropertyValue("--" + name).trim();
    return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
  };
  const [inputTop, probabilityTop] = about.levels.map((levels) => levels - 1);
  const isSalt = (planes, at) => planes[1][at] / probabilityTop > about.threshold;
  const paint = (canvas, planes, mode) => {
    const [input, probability, truth] = planes, picture = new ImageData(cols, rows);
    const missed = colorOf("missed"), invented = colorOf("false"), outline = colorOf("outline");
    for (let at = 0; at < rows * cols; ++at) {
      const gray = 255 * input[at] / inputTop;
      let color = [gray, gray, gray];
      if (mode === "probability") color = mix(viridis, probability[at] / probabilityTop);
      if (mode === "truth") color = truth[at] ? [242, 193, 78] : [43, 52, 64];
      if (mode === "errors") {
        const salt = isSalt(planes, at), r = Math.floor(at / cols), c = at % cols;
        const tint = truth[at] && !salt ? missed : !truth[at] && salt ? invented : null;
        if (tint) color = color.map((v, k) => 0.5 * v + 0.5 * tint[k]);
        const edge = truth[at] && ((c > 0 && !truth[at - 1]) || (c + 1 < cols && !truth[at + 1]) ||
          (r > 0 && !truth[at - cols]) || (r + 1 < rows && !truth[at + cols]));
        if (edge) color = color.map((v, k) => 0.25 * v + 0.75 * outline[k]);
      }
      picture.data.set([...color, 255], 4 * at);
    }
    canvas.width = cols;
    canvas.height = rows;
    canvas.getContext("2d").putImageData(picture, 0, 0);
    canvas.dataset.shown = "yes";
  };
  const percent = (share) => (100 * share).toFixed(share < 0.1 ? 1 : 0) + " %";
  const number = (value, digits = 3) => value === null ? "undefined" : Number(value).toFixed(digits).replace("-", "−");
  const wordsOf = (i) => `${percent(images.coverage[i])} salt, loss ${number(images.loss[i])}, IoU ` +
    `${number(images.iou[i], 2)}, ${images.fn[i]} pixels missed, ${images.fp[i]} false`;
  const readImage = (i, planes, r, c) => {
    const at = r * cols + c, low = images.low[i], high = images.high[i];
    return `Row ${r}, column ${c}: ${about.input} ${number(low + planes[0][at] * (high - low) / inputTop)}, probability ` +
      `${number(planes[1][at] / probabilityTop, 2)}, ${planes[2][at] ? "salt" : "no salt"}` +
      (isSalt(planes, at) === Boolean(planes[2][at]) ? "" : planes[2][at] ? ", missed" : ", false salt");
  };

  // Rings around a pixel of some frames, instead of those that were there.
  const mark = (frames, row, col) => {
    document.querySelectorAll(".cross").forEach((cross) => cross.remove());
    for (const frame of frames) {
      const cross = make("span", { className: "cross" });
      cross.style.left = 100 * (col + 0.5) / cols + "%";
      cross.style.top = 100 * (row + 0.5) / rows + "%";
      frame.append(cross);
    }
  };

  // The viewer: enlarges one of a list of things to look at, each {title, words, paint(canvas), read(row, col), link}.
  const viewer = id("viewer"), picture = id("viewer-picture");
  const shown = { list: [], at: 0, row: 0, col: 0, modes: [], size: [rows, cols] };
  const readAt = (row, col) => {
    shown.row = Math.min(Math.max(row, 0), rows - 1);
    shown.col = Math.min(Math.max(col, 0), cols - 1);
    const item = shown.list[shown.at];
    mark([id("viewer-frame")], shown.row, shown.col);
    Promise.resolve(item.read(shown.row, shown.col)).then((words) => { id("viewer-pixel").textContent = words; });
  };
  const show = (at) => {
    shown.at = (at + shown.list.length) % shown.list.length;
    const item = shown.list[shown.at];
    id("viewer-title").textContent = item.title;
    id("viewer-words").textContent = item.words;
    picture.setAttribute("aria-label", item.title + ", " + item.words);
    delete picture.dataset.shown;
    item.paint(picture, id("viewer-mode").value);
    mark([], 0, 0);
    id("viewer-pixel").textContent = "Point at the picture to read a pixel.";
    id("viewer-link").replaceChildren(...(item.link ? [item.link()] : []));
  };
  const openViewer = (list, at, modes) => {
    shown.list = list;
    id("viewer-mode").replaceChildren(...modes.map((m) => make("option", { value: m, textContent: m })));
    id("viewer-mode").closest("p").hidden = modes.length < 2;
    viewer.showModal();
    show(at);
  };
  const pixelAt = (event, element) => {
    const box = element.getBoundingClientRect();
    return [Math.floor((event.clientY - box.top) / box.height * rows),
      Math.floor((event.clientX - box.left) / box.width * cols)];
  };
  const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  id("viewer-close").addEventListener("click", () => viewer.close());
  id("viewer-back").addEventListener("click", () => show(shown.at - 1));
  id("viewer-on").addEventListener("click", () => show(shown.at + 1));
  id("viewer-mode").addEventListener("change", () => show(shown.at));
  for (const kind of ["pointermove", "pointerdown"])
    picture.addEventListener(kind, (event) => readAt(...pixelAt(event, picture)));
  viewer.addEventListener("keydown", (event) => {
    const step = arrows[event.key];
    if (!step || event.target.tagName === "SELECT") return;
    event.preventDefault();
    if (event.target === picture) readAt(shown.row + step[0], shown.col + step[1]);
    else if (step[1]) show(shown.at + step[1]);
  });

  const itemOf = (i) => ({
    title: "Test image " + images.index[i] + ": " + images.name[i],
    words: wordsOf(i),
    paint: (canvas, mode) => planesOf(i).then((p) => paint(canvas, p, mode)),
    read: (row, col) => planesOf(i).then((p) => readImage(i, p, row, col)),
    link: images.explained[i] ? () => {
      const link = make("a", { href: "#explained-" + images.index[i], textContent: "See why" });
      link.addEventListener("click", () => { viewer.close(); showExplained(String(images.index[i])); });
      return link;
    } : null,
  });
  const modes = [...id("mode").options].map((o) => o.value);
  const tileOf = (list, at, mode) => {
    const i = list[at];
    const canvas = make("canvas", { width: cols, height: rows });
    const tile = make("button", { type: "button", className: "tile" }, canvas,
      make("span", {}, make("strong", { textContent: images.index[i] + " " }),
        `loss ${number(images.loss[i], 2)}, IoU ${number(images.iou[i], 2)}`));
    tile.setAttribute("aria-label", "Enlarge test image " + images.index[i] + ": " + wordsOf(i));
    planesOf(i).then((p) => paint(canvas, p, mode));
    tile.addEventListener("click", () => openViewer(list.map(itemOf), at, modes));
    return tile;
  };

  // The gallery.
  const atOnce = 24;
  let order = [], page = 0;
  const tests = {
    all: () => true, salt: (i) => images.coverage[i] > 0, none: (i) => images.coverage[i] === 0,
    missed: (i) => images.fn[i] > 0, false: (i) => images.fp[i] > 0, explained: (i) => images.explained[i] > 0,
  };
  const sortedBy = (key) => {
    const name = key.slice(0, -1), sign = key.endsWith("-") ? -1 : 1;
    const value = (i) => name === "errors" ? images.fn[i] + images.fp[i] : images[name][i];
    return [...Array(count).keys()].sort((a, b) => sign * (value(a) - value(b)) || a - b);
  };
  const drawPage = () => {
    const pages = Math.max(1, Math.ceil(order.length / atOnce));
    page = Math.min(Math.max(page, 0), pages - 1);
    id("previous").disabled = page === 0;
    id("next").disabled = page + 1 === pages;
    id("page").textContent = order.length ? `page ${page + 1} of ${pages}, ${order.length} images` : "no images";
    const places = order.slice(page * atOnce, (page + 1) * atOnce).map((_, k) => page * atOnce + k);
    id("gallery").replaceChildren(...places.map((at) => tileOf(order, at, id("mode").value)));
  };
  const drawGallery = () => {
    order = sortedBy(id("order").value).filter(tests[id("filter").value]);
    page = 0;
    drawPage();
  };
  for (const name of ["order", "filter"]) id(name).addEventListener("change", drawGallery);
  id("mode").addEventListener("change", drawPage);
  id("previous").addEventListener("click", () => { --page; drawPage(); });
  id("next").addEventListener("click", () => { ++page; drawPage(); });

  // The explained images: one at a time, their maps read together.
  const articles = [...document.querySelectorAll(".explained")];
  const showExplained = (index) => {
    const at = Math.max(0, articles.findIndex((a) => a.dataset.index === index));
    articles.forEach((a, k) => { a.hidden = k !== at; });
    id("step-to").value = articles[at] ? articles[at].dataset.index : "";
    id("step-back").disabled = at === 0;
    id("step-on").disabled = at + 1 >= articles.length;
  };
  const stepExplained = (by) => {
    const at = articles.findIndex((a) => !a.hidden) + by;
    if (articles[at]) showExplained(articles[at].dataset.index);
  };
  id("step-to").append(...articles.map((a) => make("option",
    { value: a.dataset.index, textContent: a.querySelector("h3").textContent })));
  id("step-to").addEventListener("change", () => showExplained(id("step-to").value));
  id("step-back").addEventListener("click", () => stepExplained(-1));
  id("step-on").addEventListener("click", () => stepExplained(1));
  const ofAddress = () => articles.find((a) => "#" + a.id === location.hash);
  window.addEventListener("hashchange", () => { if (ofAddress()) showExplained(ofAddress().dataset.index); });
  showExplained(ofAddress() ? ofAddress().dataset.index : articles[0] && articles[0].dataset.index);

  const valuesOf = (image) => {
    image.values ||= decode(image.src.slice(image.src.indexOf(",") + 1));
    return image.values;
  };
  const valueAt = async (image, row, col) => {
    const { low, high, levels } = image.dataset, n = (await valuesOf(image))[row * cols + col];
    return Number(low) + n * (Number(high) - Number(low)) / (levels - 1);
  };
  const mapsOf = (group) => [...group.querySelectorAll(".map")].map((figure) => ({
    kind: figure.dataset.kind, image: figure.querySelector("img"), frame: figure.querySelector(".frame"),
  }));
  const signed = (v) => (v < 0 ? "−" : "+") + Math.abs(v).toFixed(3);
  let reading = 0;
  const readMaps = async (group, row, col) => {
    const mine = ++reading, maps = mapsOf(group);
    group.row = row = Math.min(Math.max(row, 0), rows - 1);
    group.col = col = Math.min(Math.max(col, 0), cols - 1);
    mark(maps.map((m) => m.frame), row, col);
    id("readout").classList.add("filled");
    const values = await Promise.all(maps.map((m) => valueAt(m.image, row, col)));
    if (mine !== reading) return;
    const of = (kind) => maps.map((m, k) => [m, values[k]]).filter(([m]) => m.kind === kind);
    const exact = of("exact"), deep = of("deep"), input = of("input");
    id("pixel").textContent = `Row ${row}, column ${col}: ${of("truth")[0][1] > 0.5 ? "salt" : "no salt"}; prediction ` +
      `${of("prediction")[0][1].toFixed(2)} = mean ${of("base")[0][1].toFixed(2)} ` +
      exact.map(([m, v]) => `${signed(v)} ${m.image.dataset.name}`).join(" ");
    const line = (...cells) => make("tr", {}, ...cells.map((c, k) => make(k ? "td" : "th", { textContent: c })));
    id("pixel-table").replaceChildren(make("table", {}, make("tbody", {},
      line("", ...exact.map(([m]) => m.image.dataset.name)), line("value", ...input.map(([, v]) => number(v, 2))),
      line("exact", ...exact.map(([, v]) => signed(v))), line("DeepSHAP", ...deep.map(([, v]) => signed(v))))));
  };
  const enlargeMap = (group, at) => {
    const maps = mapsOf(group);
    openViewer(maps.map((m) => ({
      title: m.image.alt, words: `values from ${number(m.image.dataset.low)} to ${number(m.image.dataset.high)}`,
      paint: (canvas) => {
        canvas.width = cols;
        canvas.height = rows;
        canvas.getContext("2d").drawImage(m.image, 0, 0, cols, rows);
        canvas.dataset.shown = "yes";
      },
      read: async (row, col) => `Row ${row}, column ${col}: ${number(await valueAt(m.image, row, col))}`,
    })), at, []);
  };
  for (const group of document.querySelectorAll(".read")) {
    mapsOf(group).forEach((m, k) => {
      m.image.addEventListener("pointermove", (event) => readMaps(group, ...pixelAt(event, m.image)));
      m.image.addEventListener("click", () => enlargeMap(group, k));
    });
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter") return enlargeMap(group, 0);
      const step = arrows[event.key];
      if (!step) return;
      event.preventDefault();
      readMaps(group, (group.row ?? Math.floor(rows / 2)) + step[0], (group.col ?? Math.floor(cols / 2)) + step[1]);
    });
  }

  // Tables sort by the column whose heading is pressed.
  for (const table of document.querySelectorAll("table.sortable")) {
    const headings = [...table.tHead.rows[0].cells], body = table.tBodies[0];
    headings.forEach((heading, column) => {
      const button = make("button", { type: "button", textContent: heading.textContent });
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((h) => h.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => {
          const text = row.cells[column].textContent, value = parseFloat(text.replace("−", "-"));
          return Number.isNaN(value) ? text : value;
        };
        const compare = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
        body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b))));
      });
    });
  }

  // Where in the page the reader is.
  const links = [...document.querySelectorAll(".contents a")];
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((a) => a.removeAttribute("aria-current"));
      const link = links.find((a) => a.hash === "#" + entry.target.id);
      if (link) link.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("main > section").forEach((section) => watch.observe(section));

  drawGallery();
  const hardest = sortedBy("loss-").slice(0, 6);
  id("worst").append(...hardest.map((_, at) => tileOf(hardest, at, "errors")));
  root.dataset.ready = "yes";
  root.dataset.readyAfter = Math.round(performance.now());
})();
