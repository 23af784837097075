// Shows the string that a view made, and reports which element with a data-ref was picked. Nothing is computed here.

const PICK = "[data-ref]";

function render({ model, el }) {
  el.classList.add("bpkit", "bpkit-view");

  const draw = () => {
    // The new string replaces every element: keep the keyboard's place and how far boxes were scrolled.
    const focused = el.contains(document.activeElement) ? document.activeElement.dataset.ref : undefined;
    const scrolled = [...el.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollLeft, box.scrollTop]);
    el.innerHTML = model.get("html");
    for (const [name, left, top] of scrolled) {
      el.querySelector(`[data-scroll="${name}"]`)?.scrollTo(left, top);
    }
    if (focused) el.querySelector(`[data-ref="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const pick = (event) => {
    const target = event.target.closest(PICK);
    if (target) model.send({ ref: target.dataset.ref });
  };

  const key = (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches(PICK)) {
      event.preventDefault();
      pick(event);
    }
  };

  draw();
  model.on("change:html", draw);
  el.addEventListener("click", pick);
  el.addEventListener("keydown", key);
  return () => {
    model.off("change:html", draw);
    el.removeEventListener("click", pick);
    el.removeEventListener("keydown", key);
  };
}

export default { render };
