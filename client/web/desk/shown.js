/* shown.js - whom the admission shows, and whether that person may be admitted by a key yet. Nobody takes the
 * place of somebody else by itself: whoever looks at a document would admit the wrong one. Pure. */

export const QUIET_MS = 700; /* a key or click so soon was meant for whom was shown before */

export class Shown {
    #first = false; /* is the first whom the search finds to be shown? */
    #since = -Infinity;

    constructor() {
        this.key = ''; /* "": nobody */
    }

    /* Somebody has typed this. Without a text nobody is shown until somebody is chosen. */
    search(text, now) {
        this.#first = text !== '';
        if (text === '') this.choose('', now);
    }

    /* keys: of those who are found now, in order. Who is found no more is shown no more. */
    follow(keys, now) {
        if (!keys.includes(this.key)) this.#set((this.#first ? keys[0] : undefined) ?? '', now);
        if (this.key !== '') this.#first = false;
    }

    choose(key, now) {
        this.#first = false;
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
