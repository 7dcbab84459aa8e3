/* shown.js - whom the admission shows, and whether that person may be admitted by a key yet. Nobody takes the
 * place of somebody else by itself: whoever looks at a document would admit the wrong one. Pure. */

export const QUIET_MS = 700; /* a key or click so soon was meant for whom was shown before */

export class Shown {
    #only = false; /* is the only one whom the search finds to be shown? */
    #since = -Infinity;

    constructor() {
        this.key = ''; /* "": nobody */
    }

    /* Somebody has typed this. Without a text nobody is shown until somebody is chosen. */
    search(text, now) {
        this.#only = text !== '';
        if (text === '') this.choose('', now);
    }

    /* keys: of those who are found now, in order. Who is found no more is shown no more. */
    follow(keys, now) {
        if (!keys.includes(this.key))
            this.#set(this.#only && keys.length === 1 ? keys[0] : '', now);
        if (this.key !== '') this.#only = false;
    }

    choose(key, now) {
        this.#only = false;
        this.#set(key, now);
    }

    /* Is a key or a click meant for whom is shown? */
    isTaken(now) {
        return this.key !== '' && now - this.#since >= QUIET_MS;
    }

    #set(key, now) {
        if (key === this.key) return;
        this.key = key;
        this.#since = now;
    }
}
