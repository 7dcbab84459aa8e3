/* words.js - the texts of the pages as a reader of that language sees them, from the same catalogue. A
 * test names each by its English text. */
import fs from 'node:fs';
import path from 'node:path';
import { format } from '../../../client/web/shared/words.js';
import { ROOT } from './packages.js';

/* The quoted strings of a .po file's entry, under the keyword before them. */
function readEntry(lines) {
    const entry = {};
    let at = '';
    for (const line of lines) {
        const [, keyword, text] = /^(?:(\S+) )?(".*")$/.exec(line) ?? [];
        if (text === undefined)
            continue;
        at = keyword ?? at;
        entry[at] = (entry[at] ?? '') + JSON.parse(text);
    }
    return entry;
}

function readCatalogue(lang) {
    const text = fs.readFileSync(path.join(ROOT, `client/po/${lang}.po`), 'utf8');
    const words = new Map();
    for (const block of text.split('\n\n')) {
        const entry = readEntry(block.split('\n'));
        if (entry.msgid)
            words.set(entry.msgid, [entry.msgstr ?? entry['msgstr[0]'], entry['msgstr[1]']]);
    }
    return words;
}

const catalogues = { en: new Map(), es: readCatalogue('es') };

/* The text in that language, with its arguments. */
export function say(lang, text, ...args) {
    const found = catalogues[lang].get(text)?.[0] ?? text;
    return args.length > 0 ? format(found, ...args) : found;
}

/* Is there a translation? A test that misspells a text would wait for it for ever. */
export function isKnown(text) {
    return catalogues.es.has(text);
}
