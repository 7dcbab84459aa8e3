/* words.js - the texts of the pages in the language of their reader. Pure but for the language, which
 * a page chooses once and may change.
 *
 * The texts are those of the terminal's catalogues (client/po); English is the text in the source. */

const LANGUAGES = ['es', 'en'];
let catalogues = {};
let language = 'en';

/* {es: {msgid: msgstr}}; of a text with a plural, the msgstr is an array of both forms. */
export function useWords(words) {
    catalogues = words;
}

/* The first of the browser's languages that we have. */
export function languageOf(languages) {
    const found = languages.map((tag) => tag.slice(0, 2).toLowerCase());
    return found.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
}

export function chooseLanguage(tag) {
    language = LANGUAGES.includes(tag) ? tag : LANGUAGES[0];
}

export function chosenLanguage() {
    return language;
}

/* The formats of printf that the texts use; the terminal shares them: %s %d %lu %zu %lld %02lu, with
 * a place as in %2$s, and %%. A "%.*s" takes one argument. */
export function format(text, ...args) {
    let next = 0;
    return text.replace(/%(?:(\d+)\$)?(0\d)?(?:\.\*)?(?:ll|l|z)?([sdu%])/g,
        (all, place, pad, kind) => {
            if (kind === '%')
                return '%';
            const value = String(args[place ? Number(place) - 1 : next++]);
            return pad ? value.padStart(Number(pad), '0') : value;
        });
}

/* "0.5" as people write it. */
export function numberText(text) {
    return language === 'es' ? text.replace('.', ',') : text;
}

/* A text that is translated where it is used. */
export const N_ = (text) => text;

/* The text in the reader's language, with its arguments. */
export function _(text, ...args) {
    const found = catalogues[language]?.[text] || text;
    const words = Array.isArray(found) ? found[0] : found;
    return args.length > 0 ? format(words, ...args) : words;
}

/* The form for so many. */
export function _n(one, many, count, ...args) {
    const found = catalogues[language]?.[one];
    const forms = Array.isArray(found) ? found : [one, many];
    return format(forms[count === 1 ? 0 : 1], ...(args.length > 0 ? args : [count]));
}
