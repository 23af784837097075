// Shows the string that Python made, and reports what is touched. No mathematics here: a new string is patched into
// the old one, so that the focus, a drag and transitions outlive it. Only a number that is being moved is written by
// the browser itself, because Python's answer would come some frames too late for the hand.

const CONTROL = "button, select, input";
const PILL = 25; // from one number that travels to the next one below it
const FLOW = 1600, FLASH = 1250, QUICK = 300, HOVER = 90, PATIENCE = 2000, GRACE = 5000; // in ms
const LEAST = 512; // px: the narrowest picture is drawn smaller, down to this width; in less room it is scrolled
const MANY = 300; // so many numbers change without a flash
const STOPS = ":not(rect, button, select, input), :is(.lamps, .tabs) > button"; // where the arrow keys lead
const CLOSED = ".px, .rows, .lamps, .tabs"; // they do not lead out of these; what is in there lies close together
const AWAY = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const clamp = (value, least, most) => Math.max(least, Math.min(value, most));
const textOf = (item) => (item.matches(".v") ? item : item.querySelector(".v"));
const boxOf = (item) => (item.querySelector("rect.o, .knob") ?? item).getBoundingClientRect();
const away = (from, to) => to.map((v, axis) => v - from[axis]);
const middle = (node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return [(left + right) / 2, (top + bottom) / 2];
};
const least = (all, cost) => all.map((one) => [cost(one), one]).sort(([a], [b]) => a - b)[0]?.[1];

// ---------------------------------------------------------------- what belongs together

// The Tab key stops once in a group, the arrow keys go about in it. The rest are grouped by all but their last index.
const GROUPS = { table: /@|^example\[/, layers: /^(layer|unit)/, units: /^(a|z|delta|y)\b/, J: /^(J\w*|loss|penalty|(two|one)_\w+)$/ };
const groupOf = (ref) => Object.keys(GROUPS).find((name) => GROUPS[name].test(ref)) ?? ref.replace(/\[[^[]*$/, "");

// For each quantity, given its indices: what goes with a number, and what goes into it; where the page shows none of
// that, the next list counts. * is any index, + any but 0, ~ any example; else it is that of the number.
const weight = (l, i, j, t) => [
  `(Theta|product|before|Delta|D|term|mean|pull)[${l}][${i}, ${j}]~`,
  `a[${l}][${j}]|delta[${l + 1}][${i}]${t ? `|x[${j}]` : ""}`,
];
const sum = (l, i) => (i ? [`(Theta|term)[${l - 1}][${i}, *]|a[${l - 1}][*]`, `x[${i}]`] : []);
const RELATIVES = {
  Theta: weight, product: weight, before: weight, Delta: weight, mean: weight, pull: weight,
  D: (l, i, j) => weight(l, i, j).map((refs, k) => (k && j ? `${refs}|lambda_` : refs)),
  delta: (l, i) => [`product[${l - 1}][${i}, *]`, `Theta[${l}][*, ${i}]|delta[${l + 1}][*]`, `a[${l}][${i}]|y[${i}]`],
  term: (l, i, j) => [`(Theta|term)[${l}][${i}, ${j}]`, `x[${j}]|delta[${l + 1}][${i}]`],
  back: (l, j) => ["", `term[${l}][*, ${j}]`],
  slope: (l, i) => ["", `a[${l}][${i}]`],
  z: (l, i) => ["", ...sum(l, i)],
  error: () => ["", "a|y"],
  steep: () => ["", "error|slope"],
  squared: () => ["", "error|slope"],
  exponent: () => ["J_plus|J_minus|J_gap|(two|one)_(sided|error)"],
  J_gap: () => ["", "J_plus|J_minus"],
  two_sided: () => ["", "J_gap|exponent"],
  one_sided: () => ["", "J_plus|J|exponent"],
  a: (l, i) => [`product[${l}][*, ${i}]`, ...sum(l, i)],
  x: (i) => [`a[1][${i}]`],
  lambda_: () => ["(D|pull)[*][*, +]|J|penalty"],
  J: () => ["", "loss|penalty"],
};
const SIGNS = { "*": "\\d+", "+": "[1-9]\\d*", "[": "\\[", "]": "\\]", "~": "(@\\d+)?" };

function relatives(ref) {
  const [name, t] = ref.split("@"), [quantity, ...at] = name.match(/^\w+|\d+/g);
  const lists = RELATIVES[quantity]?.(...at.map(Number), t) ?? [];
  const own = (refs) => (t && !refs.includes("~") ? `@${t}` : "");
  return lists.map((refs) => new RegExp(`^(${refs.replace(/[*+[\]~]/g, (sign) => SIGNS[sign])})${own(refs)}$`));
}

// ---------------------------------------------------------------- the patch

// Gives what makes el's content like a string, by the names of its elements; the rest is matched in order. What is as in
// the last string is left alone with all that the view wrote into it, but for the items in written, which become what
// the string says. Nodes with data-local and the tabindex are the view's.
function patching(el, written) {
  const key = ({ nodeName, dataset: { ref, key = ref } = {} }) => key && `${nodeName} ${ref ?? key}`;
  const nodes = (parent) => [...parent.childNodes].filter((node) => node.dataset?.local === undefined);
  let last = el, named;
  const update = (node, next, was = node) => {
    if (was.isEqualNode(next) && !written.some((item) => node.contains(item))) return;
    if (node.nodeType !== Node.ELEMENT_NODE) {
      if (node.data !== next.data) node.data = next.data;
      return;
    }
    const old = written.includes(node) ? node : was;
    for (const { name, value } of next.attributes) {
      if (name !== "tabindex" && old.getAttribute(name) !== value) node.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (!next.hasAttribute(name) && !/^(tabindex|data-lm-.*)$/.test(name)) node.removeAttribute(name);
    }
    fill(node, next, old);
    if (node.matches("select")) node.value = next.value;
  };
  const fill = (parent, next, was) => {
    const had = nodes(parent), old = nodes(was), wanted = [...next.childNodes];
    const isSame = (node, k) => node.nodeName === had[k].nodeName && key(node) === key(had[k]);
    if (wanted.length === had.length && wanted.every(isSame)) { // as nearly always
      return wanted.forEach((node, k) => update(had[k], node, old[k]));
    }
    named ??= new Map([...el.querySelectorAll("[data-ref], [data-key]")].map((node) => [key(node), node]));
    const take = (name) => [named.get(name), named.delete(name)][0];
    const rest = had.filter((node) => !key(node));
    const inOrder = (node) => rest.splice(0, 1 + rest.findIndex((other) => other.nodeName === node.nodeName)).pop();
    const match = (node) => (key(node) ? take(key(node)) : inOrder(node)) ?? node.cloneNode(false);
    const pairs = wanted.map((node) => [match(node), node]), stay = new Set(pairs.map(([node]) => node));
    for (const node of had) if (!stay.has(node)) node.remove();
    let at = parent.firstChild;
    for (const [node, like] of pairs) {
      if (node === at) at = at.nextSibling;
      else parent.insertBefore(node, at);
      update(node, like, old[had.indexOf(node)]);
    }
  };
  return (html) => {
    const page = document.createElement("template");
    page.innerHTML = html;
    named = undefined;
    fill(el, page.content, last);
    last = page.content;
    written.length = 0;
  };
}

// ---------------------------------------------------------------- messages up

// A move waits until the one before is answered or the kernel is at work on it; of those made meanwhile the newest waits,
// and the end of a gesture is never dropped. Something is sent as soon as the kernel is at work: the next move, or a word
// for nobody. Without it Jupyter's server keeps the answer for 40 ms, for it holds to Nagle's algorithm, and waits until
// the browser's acknowledgment of "busy" comes along with something.
function outbox(model, send) {
  const waiting = [];
  let sent = 0, behind = false, atWork = false, timer;
  const post = (message) => {
    let heard = false;
    const status = ({ content }) => {
      if (heard || content.execution_state !== "busy") return;
      heard = atWork = true;
      if (waiting.length) next();
      else send({ heard });
    };
    send(message, { iopub: { status } });
  };
  const next = () => {
    clearTimeout(timer);
    behind = waiting.length > 0;
    atWork = false;
    if (!behind) return;
    sent = Math.max(sent, model.get("seq")) + 1;
    post({ ...waiting.shift(), seq: sent });
    timer = setTimeout(next, PATIENCE); // a kernel that was interrupted answers never
  };
  return {
    move(message) {
      const last = waiting.at(-1);
      if (last && (!last.done || (last.key && message.key && last.move === message.move))) waiting.pop();
      waiting.push(message);
      if (!behind || atWork) next();
    },
    other(message) { // it does not overtake a move
      while (waiting.length) next();
      post(message);
    },
    answered: () => behind && model.get("seq") >= sent && next(),
    isBehind: () => behind,
    stop: () => clearTimeout(timer),
  };
}

// ---------------------------------------------------------------- motion

// After a discrete move: each number that changed rises as a ghost, and the new one comes in with a flash. To be called
// before the patch; it gives what is to be called after it.
function changes(el, items) {
  const before = items().map((item) => [item, textOf(item)?.textContent]);
  return () => {
    const changed = before.filter(([item, text]) => {
      const now = item.isConnected && !item.matches(".waits") && textOf(item);
      return text && now && now.textContent !== text;
    });
    el.getBoundingClientRect(); // a class that comes back without a layout between starts no animation
    for (const [item, text] of changed.length > MANY ? [] : changed) {
      item.classList.add("go");
      const now = textOf(item), ghost = now.cloneNode();
      if (!now.ownerSVGElement) continue; // in a line it would take room
      ghost.textContent = text;
      ghost.setAttribute("class", "n ghost");
      ghost.dataset.local = "";
      now.after(ghost);
      setTimeout(() => ghost.remove(), FLASH);
    }
    setTimeout(() => changed.forEach(([item]) => item.classList.remove("go")), FLASH);
  };
}

// Numbers travel along the edges, one target unit after the other, and what they will make waits for them.
function flow(el, find) {
  let key, frame;
  const clear = () => {
    cancelAnimationFrame(frame);
    for (const token of el.querySelectorAll(".tok")) token.remove();
    for (const one of el.querySelectorAll(".flows, .runs, .waits")) one.classList.remove("flows", "runs", "waits");
  };
  const run = (parts, begin) => {
    const done = (performance.now() - begin) / FLOW;
    clear();
    const ways = (done < 1 ? parts : []).map((part) => ({ ...part, way: done * part.of - part.turn, line: find(part.edge) }));
    const under = ways.filter(({ way, line }) => line?.querySelector("path.w") && way >= 0 && way < 1);
    for (const { way, hides } of ways) if (way < 1) for (const ref of hides) find(ref)?.classList.add("waits");
    for (const { line } of under) { // of all, before a length is asked: that would begin transitions
      line.classList.add("runs");
      line.parentNode.classList.add("flows");
    }
    const pills = under.map(({ line, back, from, to, way }) => {
      const path = line.querySelector("path.w");
      const eased = 0.16 + 0.68 * (way < 0.5 ? 2 * way * way : 1 - 2 * (1 - way) ** 2);
      const { x, y } = path.getPointAtLength(path.getTotalLength() * (back ? 1 - eased : eased));
      return { line, x, y, text: way > 0.4 ? to : from };
    }).sort((a, b) => a.y - b.y);
    pills.forEach((pill, k) => (pill.low = k ? Math.max(pill.y, pills[k - 1].low + PILL) : pill.y));
    const rise = pills.reduce((sum, { low, y }) => sum + low - y, 0) / pills.length; // those that meet part up and down
    for (const { line, x, low, text } of pills) {
      const width = 8 * text.length + 14;
      const kind = /^[−-]/.test(text) ? "neg" : /[1-9]/.test(text) ? "pos" : "nul";
      const pill = `<rect x="${-width / 2}" y="-11.5" width="${width}" height="23" rx="11.5"/>`;
      const told = `<text class="n" y="5" text-anchor="middle">${text}</text>`;
      const token = `<g class="tok ${kind}" data-local aria-hidden="true" transform="translate(${x} ${low - rise})">${pill}${told}</g>`;
      line.parentNode.insertAdjacentHTML("beforeend", token);
    }
    if (done < 1) frame = requestAnimationFrame(() => run(parts, begin));
  };
  const update = () => {
    const source = el.querySelector("[data-flow]")?.dataset;
    if (source?.flowKey !== key) clear();
    if (source && source.flowKey !== key && !reduced()) run(JSON.parse(source.flow), performance.now());
    key = source?.flowKey;
  };
  return { update, stop: clear };
}

// ---------------------------------------------------------------- the view

// A number in the way in which the old one stood: with 4 decimals, .753 in a narrow cell, or as short as it can be.
function likewise(old, value, plain) {
  const decimals = /^−?\./.test(old) ? 3 : !plain && /\.\d{4}$/.test(old) ? 4 : 0;
  const text = decimals ? value.toFixed(decimals) : String(Number(value.toFixed(4)));
  return text.replace(/^-(?=[0.]*$)/, "").replace("-", "−").replace(/^(−?)0(?=\.)/, decimals === 3 ? "$1" : "$&");
}

// For a screen reader.
const tellValue = (item, value) => Object.assign(item, { ariaValueNow: value, ariaValueText: likewise("", value, true) });

let views = 0;

function render({ model, el }) {
  el.classList.add("bpkit", "bpkit-view");
  el.tabIndex = -1; // the focus never leaves it by itself
  el.innerHTML = '<div class="bp over" data-local><div class="tip" tabindex="-1" hidden></div></div>';
  const over = el.firstChild, tip = over.firstChild;
  tip.id = `bpkit-tip-${++views}`; // its name is all that it says
  const end = new AbortController(), on = (type, handler) => el.addEventListener(type, handler, { signal: end.signal });

  const items = () => [...el.querySelectorAll("[data-ref]")];
  const find = (ref) => el.querySelector(`[data-ref="${CSS.escape(ref)}"]`);
  const active = () => el.getRootNode().activeElement;
  const focus = (node) => node.focus({ preventScroll: true });
  const scale = () => el.getBoundingClientRect().width / parseFloat(getComputedStyle(el).width) || 1;
  const isOff = (item) => item.disabled || item.getAttribute("aria-disabled") === "true";
  const picks = (item) => !isOff(item) && item.dataset.pick !== undefined;
  const explains = (item) => !isOff(item) && !item.matches(CONTROL) && (!picks(item) || item.matches(".cell, .edge, .px *"));

  // A number may stand in several places: eq:a[2][1] (or eq2:) is a[2][1], an edge is its weight, and x[1]@3 is the x[1] of the
  // example that is shown. Python hears only of the number.
  let example;
  const numberOf = (ref) => {
    const number = ref.replace(/^eq\d?:/, "").replace(/^edge(?=\[)/, "Theta");
    return number.endsWith(`@${example}`) ? number.replace(/@.*/, "") : number;
  };
  const number = (item) => numberOf(item.dataset.ref);
  const home = (ref) => find(numberOf(ref)) ?? items().find((item) => number(item) === numberOf(ref));

  // A kernel that was restarted knows nothing of this, and nothing can be sent to it.
  const send = (...message) => {
    try {
      model.send(...message);
    } catch {
      if (el.querySelector(".cut")) return;
      const told = "The kernel was restarted, and no longer knows this picture. Run the cells again.";
      over.innerHTML = `<div class="note bad cut" role="alert">${told}</div>`;
      written.push(...items());
      patch(model.get("html")); // without what was being moved
      for (const part of el.children) part.inert = part !== over;
    }
  };
  const probe = () => setTimeout(send, 0, { here: true });

  const written = []; // what is not as the last string has it
  const mail = outbox(model, send), flowing = flow(el, find), patch = patching(el, written);
  let aim; // what the pointer or the keyboard's focus is at: item; x and y if it is the pointer
  let hand; // what the pressed pointer does: go(event), end(keep); started
  let held; // ref and values of what was moved last, until Python has answered: one number, or the two of a point
  let touched; // the ref of the number that was moved last
  let calm = false; // from the start of a drag until its last answer nothing moves but the numbers, and nothing is read

  // ---- the keyboard's stops

  const stops = new Map(); // of each group the item where the Tab key enters: the one that had the focus last
  const group = (item) => groupOf(item.dataset.ref);
  const inGroups = () => items().filter((item) => !isOff(item) && item.matches(STOPS));
  const rove = () => {
    for (const item of inGroups()) {
      if (!el.contains(stops.get(group(item)))) stops.set(group(item), item);
      const index = stops.get(group(item)) === item ? "0" : "-1";
      if (item.getAttribute("tabindex") !== index) item.setAttribute("tabindex", index);
    }
  };
  // A pixel is one of very many, which have no names until they have the focus.
  const call = (item) => {
    const { told, columns } = item.parentNode.dataset;
    if (!told) return;
    const k = [...item.parentNode.children].indexOf(item);
    const place = columns > 1 ? `, row ${Math.floor(k / columns) + 1}, column ${(k % columns) + 1}` : "";
    item.ariaLabel = told.replace("#", number(item).match(/(\d+)\](@\d+)?$/)[1]) + place;
    item.role = item.dataset.given ? "spinbutton" : "button";
    if (item.dataset.given) tellValue(item, given(item).values[0]);
  };
  // Where the focus goes if its element is no longer there.
  const refuge = (where, name) => {
    if (name === "reveal" && touched && home(touched)) return home(touched); // a second Enter must not turn it off
    const isSafe = ({ dataset: { ref } }) => !/^layer/.test(ref) && (ref !== "reset" || name === "undo"); // nor here
    const all = items().filter((item) => item.tabIndex === 0 && !isOff(item) && isSafe(item));
    const near = all.filter((item) => group(item) === name);
    const far = (item) => Math.hypot(...away(where, middle(item)));
    return least(near.length ? near : all, far) ?? el;
  };
  // The nearest one on that side: better far away in the same row or column than close by askew.
  const nearest = (from, [right, down], among) => {
    const ways = among.map((item) => [item, away(middle(from), middle(item))]);
    const ahead = ways.filter(([, [x, y]]) => x * right + y * down > (from.closest(CLOSED) ? 0.5 : 4));
    return least(ahead, ([, [x, y]]) => Math.abs(x * (right || 3)) + Math.abs(y * (down || 3)))?.[0];
  };

  // ---- what is pointed at, and its tip

  const tips = new Map(); // what was asked since the last string, and what Python told
  let timer, entered = el, enters = false; // from where the focus went into the tip; whether it is to go there
  const pinned = () => model.get("pinned");
  const wanted = () => pinned() || (aim && number(aim.item));
  let trail = []; // the numbers that led to the pinned one, from factor to factor
  const pin = (ref, way = []) => {
    trail = way;
    model.set("pinned", ref);
    model.save_changes();
  };

  const light = () => {
    const item = aim?.item ?? (pinned() && home(pinned())), me = item && number(item);
    const tells = el.querySelector('[data-ref="predict"][aria-pressed="true"], [data-ref="reveal"]'); // what will change
    const [kin, ...sources] = item && !tells ? relatives(me) : [], all = items().map((other) => [other, number(other)]);
    const from = sources.map((source) => all.filter(([, ref]) => source.test(ref))).find((found) => found.length) ?? [];
    for (const svg of el.querySelectorAll("svg")) svg.classList.toggle("lighting", Boolean(item));
    const src = new Set(from.map(([other]) => other));
    for (const [other, ref] of all) {
      const isKin = item && (ref === me || kin?.test(ref)), isSource = src.has(other);
      const lit = { me: other === item, related: isKin || isSource, kin: isKin, src: isSource };
      for (const [name, is] of Object.entries(lit)) other.classList.toggle(name, Boolean(is));
    }
  };

  const put = (node, x, y) => {
    const { left, top } = el.getBoundingClientRect();
    Object.assign(node.style, { left: `${(x - left) / scale()}px`, top: `${(y - top) / scale()}px` });
  };
  // At a side of its number, of all that this is made of, or of the view: as near as can be, over what matters least.
  // Just before the frame: then what is measured is laid out once.
  let placing;
  // The part of the view that can be seen: the notebook scrolls, and the window ends.
  const visible = () => {
    let { left, top, right, bottom } = el.getBoundingClientRect();
    for (let node = el.parentElement; node && node !== document.body; node = node.parentElement) {
      if (getComputedStyle(node).overflowY === "visible") continue;
      const box = node.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left: Math.max(left, 0), top: Math.max(top, 0), right: Math.min(right, innerWidth), bottom: Math.min(bottom, innerHeight) };
  };
  const place = () => (placing ??= requestAnimationFrame(() => {
    placing = undefined;
    const item = pinned() ? home(pinned()) : aim?.item;
    if (!item) return;
    const factors = [...tip.querySelectorAll("[data-go]")].map(({ dataset: { go } }) => home(go)).filter(Boolean);
    const boxes = (...nodes) => [...new Set(nodes)].filter((node) => !node.matches(".edge")).map(boxOf);
    const sources = boxes(...factors, ...el.querySelectorAll(".src")), kin = boxes(...el.querySelectorAll(".kin"));
    const me = boxOf(item), all = [me, ...sources];
    const view = visible(), { width, height } = tip.getBoundingClientRect();
    const strip = el.querySelector(".strip")?.getBoundingClientRect().bottom ?? view.top; // it stays free, if it can
    const level = (me.top + me.bottom - height) / 2;
    const ends = (low, high, size, air) => [me[low], me[high] - size, ...[[me], all].flatMap((some) => [
      Math.min(...some.map((box) => box[low])) - size - air, Math.max(...some.map((box) => box[high])) + air,
    ])];
    const xs = [...ends("left", "right", width, 10), view.left, view.right], ys = [...ends("top", "bottom", height, 6), level, strip + 2];
    const inside = xs.flatMap((x) => [...ys, view.bottom].map((y) => [
      clamp(x, view.left + 2, Math.max(view.left + 2, view.right - width - 2)), // 2: its outline
      clamp(y, view.top + 2, Math.max(view.top + 2, view.bottom - height - 2)),
    ]));
    const harm = ([left, top]) => {
      const [right, bottom] = [left + width, top + height];
      const isUnder = (box) => left < box.right && box.left < right && top < box.bottom && box.top < bottom;
      const distance = Math.hypot(left + width / 2 - me.right, top - level) / 9999;
      return 1e5 * isUnder(me) + 1e4 * (top < strip) + 9 * sources.filter(isUnder).length + kin.filter(isUnder).length + distance;
    };
    put(tip, ...least(inside, harm));
  }));

  // Shows the tip of what is pinned or pointed at, as soon as Python has told it.
  const tell = () => {
    const ref = wanted(), html = tips.get(ref), isIn = tip.contains(active()) || (enters && active() === entered);
    if (ref && !tips.has(ref)) send({ tip: ref });
    if (ref && html === undefined) return tips.set(ref, html);
    if (!html && pinned()) return pin("");
    tip.hidden = !html;
    if (!html) return;
    const buttons = tip.getElementsByTagName("button");
    const at = ref === tip.dataset.of ? [...buttons].indexOf(active()) : 0;
    const back = pinned() && trail.length ? '<button data-back aria-label="back to the number before">‹ back</button>' : "";
    Object.assign(tip, { innerHTML: html + back, className: pinned() ? "tip pin" : "tip" });
    tip.dataset.of = ref;
    if (pinned()) tip.setAttribute("aria-labelledby", tip.id);
    tip.role = pinned() ? "group" : "tooltip";
    if (isIn) focus((!enters && buttons[at]) || tip); // what has the focus is read aloud
    enters = false;
    for (const button of buttons) button.tabIndex = pinned() ? 0 : -1;
    place();
  };
  const answer = ({ tip: ref, html, svg }) => {
    if (svg) return taken?.(svg);
    tips.set(ref, html);
    if (ref === wanted()) tell();
  };
  const aimAt = (item, x, y) => {
    const before = aim?.item;
    aim = item && explains(item) ? { item, x, y } : undefined;
    if (aim?.item === before) return;
    light();
    if (pinned()) return;
    clearTimeout(timer);
    tip.hidden = true;
    if (aim) timer = setTimeout(tell, x === undefined ? 0 : HOVER);
  };
  const turnPin = () => {
    if (!pinned() && tip.contains(active())) focus(entered.isConnected ? entered : el);
    light();
    tell();
  };

  // ---- given numbers

  const numbers = (text) => text.split(" ").map(Number);
  // Of a point, its plane knows the limits and how much a pixel is; of a number, a pixel is a step.
  const planeOf = (item) => item.closest(".plane")?.dataset;
  const given = (item) => {
    const all = { least: "-Infinity", most: "Infinity", decimals: 4, ...planeOf(item), ...item.dataset };
    const ref = number(item), own = numbers(all.given), step = own.pop(), pixel = Number(all.pixel ?? step);
    const [least, most] = [all.least, all.most].map(numbers), values = held?.ref === ref ? held.values : own;
    const fit = (v, k) => clamp(Number(v.toFixed(all.decimals)), least[k], most[k]) + 0;
    return { ref, step, pixel, whole: "whole" in all, fit, values };
  };
  const write = () => {
    const [value] = held.values;
    for (const item of items().filter((one) => number(one) === held.ref)) {
      written.push(item);
      if (item.ariaValueNow) tellValue(item, value);
      const text = textOf(item), plain = "plain" in item.dataset, { least, pixel } = planeOf(item) ?? {};
      if (text) text.textContent = text.textContent.replace(/−?\d*\.?\d+/, (old) => likewise(old, value, plain));
      if (!pixel) continue;
      const [right, up] = away(numbers(least), held.values).map((v) => v / pixel);
      item.setAttribute("transform", `translate(${right} ${-up})`);
    }
  };
  // values : those of given, or a text.
  const move = (ref, values, { done = true, key = false } = {}) => {
    held = Array.isArray(values) ? { ref, values } : undefined;
    if (held) write();
    touched = ref;
    mail.move({ move: ref, value: held && values.length === 1 ? values[0] : values, done, key });
  };

  // Where a number is typed: its input; said, the text that Python was asked to take; of a number, ref and note, and the
  // item that it was opened from.
  let field;
  const opener = () => (field.item.isConnected ? field.item : home(field.ref));
  const say = (more) => {
    field = { ...more, said: more.input.value };
    move(field.input.dataset.ref ?? field.ref, field.said);
  };
  const shut = () => {
    const { input, note } = field, next = note && active() === input && opener();
    field = undefined;
    input.ariaInvalid = input.ariaDescription = null;
    if (next) focus(next);
    if (note) for (const node of [input, note]) node.remove();
    else input.value = ""; // the next question is another one
  };
  // It is as it was: what was refused is complained of no longer.
  const drop = () => {
    const isRefused = field.input.ariaInvalid;
    shut();
    if (isRefused) mail.other({ dropped: true });
  };
  // What Python did not take stays, with its sentence beside it.
  const judge = () => {
    if (!field || field.said !== field.input.value || mail.isBehind()) return;
    const { input, note } = field, alert = el.querySelector('[role="alert"]');
    if (!alert) return shut();
    const sentence = [...alert.childNodes].map((node) => node.ariaLabel ?? node.textContent).join("");
    Object.assign(input, { ariaInvalid: "true", ariaDescription: sentence });
    if (!note) return; // it stands there already
    Object.assign(note, { innerHTML: alert.innerHTML, hidden: false });
    const at = input.getBoundingClientRect(), { width, height } = note.getBoundingClientRect(), view = visible();
    put(note, Math.min(at.left, view.right - width - 2), at.bottom + 5 + height < view.bottom ? at.bottom + 5 : at.top - height - 5);
    if (active() === el || active() === opener()) focus(input);
  };
  const edit = (item) => {
    if (field) drop();
    const { ref, values, fit } = given(item), before = String(fit(values[0], 0)), input = document.createElement("input");
    Object.assign(input, { className: "type", inputMode: "decimal", value: before, ariaLabel: item.ariaLabel ?? ref });
    const note = Object.assign(document.createElement("div"), { className: "note bad", hidden: true, ariaHidden: "true" });
    field = { input, note, ref, item };
    input.onblur = () => {
      if (field?.input !== input || input.value === field.said) return;
      if (input.value === before) drop();
      else say(field);
    };
    input.onkeydown = (event) => {
      event.stopPropagation();
      if (event.isComposing || !["Enter", "Escape", "Tab"].includes(event.key)) return;
      if (event.key === "Escape") input.value = before;
      if (event.key !== "Tab") event.preventDefault(); // Tab: on from the number
      if (event.key === "Enter" && input.value === field.said) return;
      focus(opener());
    };
    over.append(input, note);
    const text = textOf(item) ?? textOf(home(ref)) ?? item, { right, top, bottom } = text.getBoundingClientRect();
    const { width, height } = input.getBoundingClientRect(); // its digits lie on those of the number
    put(input, Math.max(right + 7 * scale() - width, el.getBoundingClientRect().left), (top + bottom - height) / 2);
    input.select();
    focus(input);
    aimAt();
  };

  // ---- the pointer

  // Edges cross, points overlap, and each can be caught beside its line or dot: the nearest counts.
  const itemOf = ({ target }) => (el.contains(target) && !over.contains(target) ? target.closest("[data-ref]") : null);
  const pointed = (event) => {
    const item = itemOf(event), { clientX, clientY } = event;
    const kind = [".edge", ".pt"].find((one) => item?.matches(one));
    if (!kind) return item;
    const under = el.getRootNode().elementsFromPoint(clientX, clientY).map((node) => node.closest(kind));
    return least([...new Set(under)].filter((one) => el.contains(one)), (edge) => {
      if (kind === ".pt") return Math.hypot(...away(middle(edge), [clientX, clientY]));
      const path = edge.querySelector("path.w"), length = path.getTotalLength();
      const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(path.getScreenCTM().inverse());
      const points = Array.from({ length: 65 }, (_, k) => path.getPointAtLength((k / 64) * length));
      return Math.min(...points.map((point) => Math.hypot(point.x - x, point.y - y)));
    });
  };
  const drag = (down, item) => {
    const { ref, pixel, values: start, fit } = given(item), isPoint = start.length > 1, hand = { started: false };
    let at = [down.clientX, -down.clientY], exact = start, values = start; // a number goes sideways only
    hand.go = (event) => {
      if (!(event.buttons & 1)) return letGo(true); // it was let go outside
      const to = [event.clientX, -event.clientY], by = away(at, to).slice(0, start.length);
      if (!hand.started && Math.hypot(...by) < 3) return;
      if (!hand.started) el.setPointerCapture(event.pointerId); // not on the number: that one may go
      hand.started = calm = true;
      el.classList.add("drags");
      const much = (pixel / scale()) * (isPoint ? 1 : event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
      exact = exact.map((v, k) => v + by[k] * much);
      at = to;
      const next = exact.map((v, k) => (Math.abs(v - start[k]) < pixel / 100 ? start[k] : fit(v, k)));
      if (String(next) !== String(values)) move(ref, (values = next), { done: false });
      aimAt(item, event.clientX, event.clientY);
    };
    hand.end = (keep) => hand.started && move(ref, keep ? values : start);
    return hand;
  };

  const pixelOf = (node) => node.dataset.ref && node.closest("[data-paint]") && number(node);
  const isInk = (item) => parseFloat(item.dataset.given) >= 0.5;
  const paint = (down) => {
    const pixels = new Map();
    let at = down, ink;
    const go = (to) => {
      const before = pixels.size, [x, y] = away([at.clientX, at.clientY], [to.clientX, to.clientY]);
      for (let part = 1; part >= 0; part -= 4 / Math.max(4, Math.hypot(x, y))) { // a quick hand leaves pixels out
        const node = el.getRootNode().elementFromPoint(to.clientX - part * x, to.clientY - part * y);
        if (!node || !el.contains(node) || !pixelOf(node)) continue;
        ink ??= Number(!isInk(node));
        pixels.set(pixelOf(node), ink);
      }
      at = to;
      if (pixels.size > before) mail.move({ paint: [...pixels], done: false });
    };
    const end = () => mail.move({ paint: [...pixels], done: true });
    el.setPointerCapture(down.pointerId);
    calm = true;
    aimAt();
    go(down);
    return { started: true, go, end };
  };

  let pressed, moved = false; // the item under the last press; whether that was a drag: then the click after it is none
  const letGo = (keep) => {
    const was = hand;
    hand = undefined;
    el.classList.remove("drags");
    if (was) moved = was.started;
    was?.end(keep);
    if (moved) aimAt(); // what the move changed lies under the tip
  };
  // A button + or − that its click moves stays under the pointer too, while it means the same: ten clicks, ten units.
  let copied;
  const stay = (item) => {
    const circle = item.querySelector("circle"), [x, y] = ["cx", "cy"].map((name) => circle.getAttribute(name) - 12);
    const [across, down] = middle(circle);
    copied?.remove();
    over.insertAdjacentHTML("beforeend", `<svg class="again" viewBox="${x} ${y} 24 24"><g class="pm">${item.innerHTML}</g></svg>`);
    copied = over.lastChild;
    Object.assign(copied.dataset, { again: item.dataset.ref, means: item.textContent });
    copied.onmousedown = (event) => event.preventDefault(); // the focus is where it was
    copied.onpointerleave = () => copied.remove();
    put(copied, across - 12 * scale(), down - 12 * scale());
  };
  // From a number in the tip to its own.
  const follow = (ref) => {
    aim = undefined;
    pin(ref, [...trail, pinned()]);
  };
  // What a click does, or a key.
  const act = (item, key) => {
    const ref = number(item);
    if (ref === "copy") copy(item);
    else if (ref === "full") full();
    else if (ref === "check") { // as Enter does in its field
      find("answer").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      focus(find("answer"));
    }
    else if (picks(item)) mail.other({ pick: ref });
    else if (key === " " && pixelOf(item)) mail.move({ paint: [[pixelOf(item), Number(!isInk(item))]], done: true });
    else if (key && item.dataset.given) edit(item);
    else if (item.dataset.given && item.dataset.ref.includes("@")) { // in the table: its row
      mail.other({ pick: `example[${item.dataset.ref.split("@")[1]}]` });
    } else if (explains(item) && !item.dataset.given) {
      [entered, enters] = key ? [item, true] : [entered, false];
      pin(ref === pinned() ? "" : ref);
    }
  };

  on("pointerdown", (event) => {
    pressed = pointed(event);
    moved = false;
    if (!copied?.contains(event.target)) copied?.remove(); // a finger never leaves
    if (event.button || !event.isPrimary || hand || !pressed?.dataset.given) return;
    event.preventDefault();
    focus(pressed);
    hand = (pixelOf(pressed) ? paint : drag)(event, pressed);
  });
  on("pointermove", (event) => {
    if (hand) hand.go(event);
    else if (!over.contains(event.target)) aimAt(pointed(event), event.clientX, event.clientY);
  });
  for (const type of ["pointerup", "pointercancel"]) on(type, () => letGo(true));
  on("lostpointercapture", ({ target }) => target === el && letGo(true)); // a finger's number loses it to el
  on("touchmove", (event) => hand?.started && event.preventDefault()); // else the page scrolls under the finger
  on("pointerleave", () => hand || aimAt());
  on("click", (event) => {
    const item = pointed(event), { go, again } = event.target.closest("[data-go], [data-again]")?.dataset ?? {};
    if (moved) moved = false;
    else if (again) act(find(again));
    else if (go) follow(go);
    else if (event.target.closest("[data-back]")) pin(trail.at(-1), trail.slice(0, -1));
    else if (item) {
      if (item.matches(".pm") && event.detail) stay(item);
      act(item);
    } else if (!over.contains(event.target) && pinned()) pin("");
  });
  on("dblclick", () => {
    if (pressed?.isConnected && pressed.dataset.given && !pixelOf(pressed) && !picks(pressed)) edit(pressed);
  });
  on("change", ({ target }) => {
    if (!target.matches("select[data-ref]")) return;
    written.push(target);
    move(target.dataset.ref, target.value);
  });

  // ---- the keyboard: each says whether the key did something

  // A pinned tip comes after its number, for the Tab key.
  const throughTip = (back, item) => {
    const buttons = [...tip.querySelectorAll("button")];
    if (tip.contains(active())) {
      if (active() !== (buttons.at(back ? 0 : -1) ?? tip) && !(back && active() === tip)) return false;
      focus(entered.isConnected ? entered : el);
      return back; // and forth: the browser goes on from the number
    }
    if (back || !buttons.length || !item || !pinned() || number(item) !== numberOf(pinned())) return false;
    entered = item;
    focus(buttons[0]);
    return true;
  };
  const change = (item, ways, { shiftKey, altKey }) => {
    const { ref, step, whole, values, fit } = given(item);
    const by = whole ? Math.max(1, step) * (shiftKey ? 10 : 1) : step * (shiftKey ? 100 : altKey ? 1 : 10);
    const to = values.map((v, k) => (ways[k] ? fit(v + ways[k] * by, k) : v));
    if (String(to) !== String(values)) move(ref, to, { key: true });
  };
  const isAlone = (item) => inGroups().filter((other) => group(other) === group(item)).length === 1;
  const walk = (item, key) => {
    const all = inGroups(), mine = all.filter((other) => group(other) === group(item)), here = mine.indexOf(item);
    // What is not given leads to nothing that the next press of ↑ or ↓ would move.
    const isSafe = (other) => item.dataset.given || !other.dataset.given || AWAY[key]?.[0];
    const others = all.filter((other) => !other.matches(".edge, button") && isSafe(other));
    const step = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[key];
    (step !== undefined ? mine.at(step % mine.length) : nearest(item, AWAY[key], item.closest(CLOSED) ? mine : others))?.focus();
  };
  const press = (event, item) => {
    const { key, target } = event, way = { "+": 1, "-": -1 }[key] ?? (item?.closest(".px") ? 0 : -AWAY[key]?.[1]);
    const ways = item?.matches(".pt") ? AWAY[key] && [AWAY[key][0], -AWAY[key][1]] : way && [way];
    if (key === "Tab") return throughTip(event.shiftKey, item);
    if (key === "Escape") {
      if (hand) letGo(false);
      else if (field?.note) drop();
      else if (pinned()) pin("");
      aimAt();
    } else if (target.matches("input")) {
      if (key !== "Enter" || !target.value) return false;
      say({ input: target });
    } else if (event.ctrlKey || event.metaKey) {
      if (key !== "z") return false;
      mail.other({ undo: true });
    } else if (item?.matches("button") && item.closest(".bar") && AWAY[key]?.[0]) {
      act(find(AWAY[key][0] > 0 ? "next" : "back"));
    } else if (!item || (item.matches(CONTROL) && !(item.matches(STOPS) && /^(Arrow|Home|End)/.test(key)))) return false;
    else if (key === "Enter" || key === " ") act(item, key);
    else if (ways && item.dataset.given) change(item, ways, event);
    else if (AWAY[key]?.[0] && item.dataset.given && isAlone(item)) change(item, AWAY[key], event);
    else if (AWAY[key] || key === "Home" || key === "End") walk(item, key);
    else return false;
    return true;
  };
  on("keydown", (event) => {
    const isDone = press(event, itemOf(event)), isPlain = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (isDone) event.preventDefault();
    if (isDone || isPlain) event.stopPropagation(); // x would cut the notebook's cell
  });
  on("focusin", (event) => {
    event.target.dataset.lmSuppressShortcuts = "true"; // JupyterLab looks at the very element
    const item = itemOf(event);
    if (!item?.matches(STOPS)) return;
    call(item);
    stops.set(group(item), item);
    rove();
    if (!hand && item.matches(":focus-visible")) aimAt(item);
  });
  // The browser stops as soon as some of it is seen, and does not know how high the strip is.
  on("keyup", (event) => {
    const item = /^(Tab|Arrow|Home|End)/.test(event.key) && itemOf(event);
    if (!item) return;
    el.style.setProperty("--strip-of-bpkit", `${(el.querySelector(".strip")?.offsetHeight ?? 0) + 8}px`);
    item.scrollIntoView({ block: "nearest", inline: "nearest" });
    place();
    if (event.key === "Tab" && field?.note && field.input.ariaInvalid && item === opener()) focus(field.input);
  });
  on("focusout", ({ target }) => aim?.x === undefined && aim?.item === target && !hand && aimAt());

  // ---- what Python says

  let shown, last = -Infinity; // when the numbers changed last
  const draw = () => {
    const html = model.get("html"), seq = model.get("seq"), now = performance.now();
    if (shown?.html === html && shown.seq === seq) return;
    mail.answered();
    if (!mail.isBehind()) held = undefined;
    const at = active(), isIn = at !== el && el.contains(at) && !over.contains(at);
    const where = isIn && middle(at), name = isIn && at.dataset.ref && group(at);
    const isQuiet = calm || reduced() || now - last < QUICK || !shown, finish = !isQuiet && changes(el, items);
    if (shown) last = now;
    shown = { html, seq };
    for (const item of el.querySelectorAll(".go")) item.classList.remove("go");
    patch(html);
    example = el.querySelector("[data-example]")?.dataset.example;
    if (held) write();
    const chosen = el.querySelector(".pt.on"); // the Tab key's stop among the points, unless one has the focus
    if (chosen && !active()?.matches(".pt")) stops.set(group(chosen), chosen);
    rove();
    flowing.update();
    if (finish) finish();
    if (copied && find(copied.dataset.again)?.textContent !== copied.dataset.means) copied.remove();
    if (fitted && fitted !== sizes()) fit(); // on the whole screen there is room for another layout
    if (isIn && (!at.isConnected || at.disabled)) focus(refuge(where, name));
    else if (isIn && at !== active()) focus(at);
    if (isIn && at.isConnected) call(at);
    judge();
    const isOver = calm && !hand && !mail.isBehind(), aloud = el.querySelectorAll("[aria-live]:not(.tip)");
    calm &&= !isOver; // a screen reader reads what comes in, and of what runs by only the last
    for (const node of isOver ? aloud : []) node.replaceChildren(...node.childNodes);
    for (const node of calm ? [...aloud, tip] : []) node.setAttribute("aria-live", "off");
    if (calm) written.push(...aloud);
    if (!calm) tip.setAttribute("aria-live", pinned() ? "polite" : "off"); // else it only goes along with the focus
    if (aim && !aim.item.isConnected) aim = undefined;
    tips.clear();
    tips.set(...model.get("tip"));
    light();
    if (pinned() || !aim || hand || !tip.hidden) tell();
  };

  // ---- its size, and taking it along

  let width, shrink = 1, fitted = ""; // shrink: to the room that there is; fitted: the sizes of the pictures for which the zoom was found
  const sizes = () => [...el.querySelectorAll("svg:not(.icon)")].map((svg) => svg.getAttribute("viewBox")).join();
  const fit = () => { // as scale says; on the whole screen as large as fits
    const isFull = document.fullscreenElement === el, pictures = [...el.querySelectorAll("svg:not(.icon)")];
    el.style.zoom = isFull ? 1 : shrink * model.get("scale");
    fitted = isFull ? sizes() : "";
    if (!isFull) return;
    const width = Math.max(...pictures.map((svg) => svg.getBoundingClientRect().width)), { height } = el.querySelector(".bp:not(.over)").getBoundingClientRect();
    el.style.zoom = Math.min(el.clientWidth / (width + 16), el.clientHeight / (height + 8));
  };
  const observer = new ResizeObserver(() => {
    const isFull = document.fullscreenElement === el, scale = model.get("scale");
    const wide = isFull ? el.offsetWidth : el.parentElement.clientWidth / scale;
    const least = scale > 1 ? 980 : 840; // 848: JupyterLab with its sidebar, in a window of 1280
    const fits = wide >= 1060 ? 1085 : wide >= least ? 1000 : 640;
    if (!isFull) {
      shrink = wide < LEAST ? 1 : Math.min(1, wide / fits);
      fit();
    }
    el.classList.toggle("slim", wide < (isFull ? 640 : LEAST));
    if (wide && fits !== width) send({ width: (width = fits) });
  });
  const full = () => (document.fullscreenElement === el ? document.exitFullscreen() : el.requestFullscreen());

  let taken; // resolves with the saved picture, as Python sends it
  const png = async (svg) => {
    const image = new Image(), canvas = document.createElement("canvas");
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve));
  };
  const copy = async (button) => {
    const svg = new Promise((resolve) => (taken = resolve)), told = button.title;
    send({ copy: true });
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": svg.then(png) })]);
      button.title = "copied";
    } catch { // the page may not write there: then it is a file
      const link = document.createElement("a");
      Object.assign(link, { href: URL.createObjectURL(await png(await svg)), download: "bpkit.png" });
      link.click();
      button.title = "saved as bpkit.png";
    }
    button.classList.add("done");
    setTimeout(() => (button.classList.remove("done"), (button.title = told)), 1500);
  };

  draw();
  turnPin();
  fit();
  el.addEventListener("fullscreenchange", fit, { signal: end.signal });
  const heard = { change: draw, "change:pinned": turnPin, "change:scale": fit, "msg:custom": answer, comm_live_update: probe };
  for (const [name, handler] of Object.entries(heard)) model.on(name, handler);
  observer.observe(el);
  return () => {
    for (const [name, handler] of Object.entries(heard)) model.off(name, handler);
    end.abort();
    observer.disconnect();
    flowing.stop();
    mail.stop();
    clearTimeout(timer);
  };
}

// Of each model: how many views of it this page has. When the last is gone and none has come in its place, all pages are
// asked by way of Python, for another window may show it. A page that is reloaded or closed takes its timers along.
export default () => {
  let views = 0;
  const say = (model, word) => {
    try {
      if (!views) model.send({ [word]: true });
    } catch { // the notebook was closed, and may be opened again
    }
  };
  return {
    initialize({ model }) {
      model.on("msg:custom", ({ missed }) => {
        if (missed && views) model.send({ here: true });
        else if (missed) setTimeout(say, PATIENCE, model, "gone");
      });
    },
    render(context) {
      const end = render(context);
      views += 1;
      return () => {
        end();
        views -= 1;
        setTimeout(say, GRACE, context.model, "missed");
      };
    },
  };
};
