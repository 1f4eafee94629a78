// Three sliders that move every view at once, and pages that follow the log. Without it the
// same form works through its button. Asks nobody but this server.
(() => {
  const form = document.getElementById("clocks");
  if (!form) return;
  const moved = ["pages", "main", "foot"];
  let asked = null;
  let timer = 0;

  const sliders = [...form.querySelectorAll(".slider")].map((box) => {
    const range = box.querySelector("input");
    const field = form.elements[box.dataset.clock];
    const stops = range.dataset.stops === undefined ? null : range.dataset.stops.split(" ").filter(Boolean);
    const one = { box, range, field, stops, output: box.querySelector("output") };
    one.last = () => (stops ? stops.length : Number(range.dataset.head));
    one.read = () => (one.range.value >= one.last() ? "" : stops ? stops[one.range.value] : `@${one.range.value}`);
    one.place = () => {
      const text = field.value.trim();
      range.max = one.last();
      if (text === "") range.value = one.last();
      else if (!stops) range.value = /^[@#]\d+$/.test(text) ? Number(text.slice(1)) : one.last();
      else range.value = stops.findIndex((day) => day >= text) < 0 ? one.last() : stops.findIndex((day) => day >= text);
      one.tell();
    };
    one.tell = () => {
      one.output.textContent = field.value ? "" : box.dataset.any;
      range.setAttribute("aria-valuetext", field.value || box.dataset.any);
    };
    range.setAttribute("aria-label", box.dataset.name);
    range.hidden = false;
    one.place();
    range.addEventListener("input", () => { field.value = one.read(); one.tell(); later(120); });
    field.addEventListener("change", () => { one.place(); later(0); });
    return one;
  });
  form.addEventListener("change", (event) => { if (event.target.type === "checkbox") later(0); });
  form.addEventListener("submit", (event) => { event.preventDefault(); later(0); });

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(update, pause);
  }

  async function update() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim() !== "") query.append(name, value);
    const text = query.toString();
    const address = form.getAttribute("action") + (text ? `?${text}` : "");
    if (asked) asked.abort();
    asked = new AbortController();
    const main = document.getElementById("main");
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(page);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") main.removeAttribute("aria-busy");
    }
  }

  function show(page) {
    const open = [...document.querySelectorAll("main details")].map((one) => one.open);
    const at = scrollY;
    for (const id of moved) {
      const next = page.getElementById(id);
      const before = document.getElementById(id);
      if (next && before) before.replaceWith(document.adoptNode(next));
    }
    document.title = page.title;
    const details = [...document.querySelectorAll("main details")];
    if (details.length === open.length) details.forEach((one, nth) => { one.open = open[nth]; });
    scrollTo(scrollX, at);
  }

  const live = document.getElementById("live");
  const known = sliders.find((one) => !one.stops);
  const events = new EventSource("/events");
  events.addEventListener("head", (event) => {
    const head = event.data;
    const grown = head !== known.range.dataset.head;
    known.range.dataset.head = head;
    known.place();
    live.textContent = live.dataset.text.replace("{position}", head);
    if (grown && known.field.value === "") later(0);
  });
  events.addEventListener("error", () => { live.textContent = ""; });
  addEventListener("pagehide", () => events.close());
})();
