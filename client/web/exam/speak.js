/* speak.js - what is said to those who hear the page: two live regions, made once. A text that is said
 * twice is said anew. */
import { el } from '../shared/dom.js';

const polite = el('div', { class: 'heard', role: 'status' });
const urgent = el('div', { class: 'heard', role: 'alert' });

export const speakers = [polite, urgent];

function put(node, text) {
    node.replaceChildren(el('p', {}, text));
}

/* When there is a pause; or at once. */
export function speak(text) {
    put(polite, text);
}

export function speakNow(text) {
    put(urgent, text);
}
