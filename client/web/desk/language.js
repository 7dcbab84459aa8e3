/* language.js - which language the page speaks: a choice that builds the page anew. */
import { el } from '../shared/dom.js';
import { chooseLanguage, chosenLanguage } from '../shared/words.js';
import { keepInTab } from './tab.js';

export function languageChoice(rebuild) {
    const button = (tag, name) =>
        el(
            'button',
            {
                type: 'button',
                lang: tag,
                class: 'plain',
                'aria-pressed': String(chosenLanguage() === tag),
                onclick: () => {
                    chooseLanguage(tag);
                    keepInTab({ language: tag });
                    rebuild();
                },
            },
            name,
        );
    return el('p', { class: 'languages' }, button('es', 'Español'), button('en', 'English'));
}
