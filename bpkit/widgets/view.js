// Shows the string that a view made, and reports which element with a data-ref was picked. Nothing is computed or
// drawn here: the keyboard's way from number to number follows where they stand on the screen.

const PICK = "[data-ref]";

function render({ model, el }) {
  el.classList.add("bpkit", "bpkit-view");
  el.dataset.lmSuppressShortcuts = "true"; // the arrow keys are ours in here, not the notebook's
  if (model.get("live")) el.setAttribute("role", "status");

  const reachable = () => [...el.querySelectorAll(PICK)].filter((item) => !item.matches("rect, button"));

  const draw = () => {
    // The new string replaces every element: keep the keyboard's place and how far boxes were scrolled.
    const focused = el.contains(document.activeElement) ? document.activeElement.dataset.ref : undefined;
    const scrolled = [...el.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollLeft, box.scrollTop]);
    el.innerHTML = model.get("html");
    for (const [name, left, top] of scrolled) {
      el.querySelector(`[data-scroll="${name}"]`)?.scrollTo(left, top);
    }
    // One stop for the Tab key in a view; from there the arrow keys lead to every number.
    reachable().forEach((item, k) => item.setAttribute("tabindex", k ? -1 : 0));
    if (focused) el.querySelector(`[data-ref="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const pick = (event) => {
    const target = event.target.closest(PICK);
    if (target) model.send({ ref: target.dataset.ref });
  };

  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  const nearest = (from, [right, down]) => {
    const middle = (item) => {
      const box = item.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(from);
    let best, least = Infinity;
    for (const item of reachable()) {
      const [dx, dy] = [middle(item)[0] - x, middle(item)[1] - y];
      const [along, across] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
      if (along > 1 && along + 3 * across < least) [best, least] = [item, along + 3 * across];
    }
    return best;
  };

  const key = (event) => {
    if (!event.target.matches(PICK)) return;
    const direction = event.target.matches("button") ? undefined : DIRECTIONS[event.key];
    if (direction) {
      nearest(event.target, direction)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      pick(event);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
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
