/* dom.js - elements made of text alone. Nothing here, and nowhere else, turns a text into markup. */

/* An element. Of the properties, `on…` are listeners, `class` and those with a dash or without a
 * property of that name are attributes; null and false leave one out. Children: nodes, texts, null. */
export function el(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (value === null || value === false || value === undefined)
            continue;
        if (name.startsWith('on'))
            node.addEventListener(name.slice(2), value);
        else if (name in node && !name.includes('-'))
            node[name] = value;
        else
            node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
}

/* Sets the text where it is another one: a live region speaks only what changed. */
export function setText(node, text) {
    if (node.textContent !== text)
        node.textContent = text;
}

export function setAttribute(node, name, value) {
    if (node.getAttribute(name) !== value)
        node.setAttribute(name, value);
}

export function show(node, visible) {
    if (node.hidden === visible)
        node.hidden = !visible;
}

/* A text of several lines as paragraphs. */
export function paragraphs(text, properties = {}) {
    return text.split('\n').filter((line) => line.trim() !== '').map((line) => el('p', properties, line));
}

/* The focus goes to where something new is, for those who hear the page. */
export function focusOn(node) {
    if (!node.hasAttribute('tabindex') && !node.matches('a, button, input, select, textarea'))
        node.tabIndex = -1;
    node.focus({ preventScroll: false });
}

/* Draws anew what is in the node. Where the focus was there it stays, at the element of the same id, or goes
 * to the page's main part. */
export function drawAnew(node, draw) {
    const focused = document.activeElement;
    const was = node.contains(focused);
    draw();
    if (was)
        (document.getElementById(focused.id) ?? document.getElementById('main')).focus({ preventScroll: true });
}

/* The same, with what children() makes, where what is in the node was drawn for another key. True: it was. */
export function drawFor(node, key, children) {
    if (node.dataset.of === key)
        return false;
    node.dataset.of = key;
    drawAnew(node, () => node.replaceChildren(...children()));
    return true;
}
