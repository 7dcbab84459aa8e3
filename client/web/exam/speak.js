/* speak.js - what is said to those who hear the page: two live regions, made once. A text that is said
 * twice is said anew, and what is said at one moment is said together. */
import { el } from '../shared/dom.js';

const polite = el('div', { class: 'heard', role: 'status' });
const urgent = el('div', { class: 'heard', role: 'alert' });

export const speakers = [polite, urgent];

const fresh = new WeakSet(); /* the regions that were given a text at this moment */

function put(node, text) {
    const said = el('p', {}, text);
    if (fresh.has(node)) {
        node.append(' ', said);
        return;
    }
    node.replaceChildren(said);
    fresh.add(node);
    setTimeout(() => fresh.delete(node));
}

/* When there is a pause; or at once. */
export function speak(text) {
    put(polite, text);
}

export function speakNow(text) {
    put(urgent, text);
}
