// Shows the string that a view made, and reports which element with a data-ref was picked. Nothing is computed or
// drawn here: the keyboard's way from number to number follows where they stand on the screen.

const PICK = "[data-ref]";

function render({ model, el }) {
  el.classList.add("bpkit", "bpkit-view");
  el.dataset.lmSuppressShortcuts = "true"; // the arrow keys are ours in here, not the notebook's
  if (model.get("live")) el.setAttribute("role", "status");

  const reachable = () => [...el.querySelectorAll(PICK)].filter((item) => !item.matches("rect, button"));

  // Where the Tab key enters: the number that had the focus last. From there the arrow keys lead to every other.
  let stop;
  const enterAt = (item) => {
    stop = item;
    for (const other of reachable()) other.setAttribute("tabindex", other === item ? 0 : -1);
  };

  // A function that finds in the next string what this element stands for; a number may be there more than once.
  const finder = (item) => {
    const named = item?.dataset.ref ? `[data-ref="${CSS.escape(item.dataset.ref)}"]` : "[data-scroll]";
    const place = [...el.querySelectorAll(named)].indexOf(item);
    return () => {
      const found = el.querySelectorAll(named);
      return item && (found[place] ?? found[0]);
    };
  };

  const draw = () => {
    // The new string replaces every element: keep the keyboard's place and how far boxes were scrolled.
    const focused = el.contains(document.activeElement) ? document.activeElement : undefined;
    const [findFocused, findStop] = [focused, stop].map(finder);
    const scrolled = [...el.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollLeft, box.scrollTop]);
    el.innerHTML = model.get("html");
    for (const [name, left, top] of scrolled) {
      el.querySelector(`[data-scroll="${name}"]`)?.scrollTo(left, top);
    }
    enterAt(findStop() ?? reachable()[0]);
    if (focused) (findFocused() ?? el.querySelector(PICK))?.focus({ preventScroll: true });
  };

  const enter = (event) => {
    if (reachable().includes(event.target)) enterAt(event.target);
  };

  const pick = (event) => {
    const target = event.target.closest(PICK);
    if (target) model.send({ ref: target.dataset.ref });
  };

  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  // The nearest one that lies wholly on that side: better far away in the same row or column than close by askew.
  const nearest = (from, [right, down]) => {
    const here = from.getBoundingClientRect();
    const rightOf = (a, b) => a.left - b.right, below = (a, b) => a.top - b.bottom;
    const [ahead, aside] = right ? [rightOf, below] : [below, rightOf];
    let best, least = Infinity;
    for (const item of reachable()) {
      const box = item.getBoundingClientRect();
      const along = right + down > 0 ? ahead(box, here) : ahead(here, box);
      const across = Math.max(aside(box, here), aside(here, box), 0);
      const askew = right ? Math.abs(box.top - here.top) : Math.abs(box.right - here.right);
      const far = along + 3 * across + askew / 10;
      if (item !== from && along > -2 && far < least) [best, least] = [item, far];
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
  el.addEventListener("focusin", enter);
  el.addEventListener("click", pick);
  el.addEventListener("keydown", key);
  return () => {
    model.off("change:html", draw);
    el.removeEventListener("focusin", enter);
    el.removeEventListener("click", pick);
    el.removeEventListener("keydown", key);
  };
}

export default { render };
