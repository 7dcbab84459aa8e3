/* announced.js - the announcement that stands in a room, and the same once more: a terminal shows it
 * anew, also where it was put away. Nothing takes one back but another one. */
import { el, setText, show } from '../shared/dom.js';
import { pairs } from '../shared/resp.js';
import { _ } from '../shared/words.js';
import { fill } from './fill.js';
import { sayFailure } from './said.js';

export class Announced {
    /* again(text): it is to be said once more. */
    constructor(desk, again) {
        this.desk = desk;
        this.text = '';
        this.room = null; /* of which it is */
        this.words = el('p', { class: 'stands', role: 'status' });
        this.button = el(
            'button',
            { type: 'button', hidden: true, onclick: () => again(this.text) },
            _('Say it again'),
        );
        this.element = el('div', { class: 'standing' }, this.words, this.button);
    }

    /* Looks what stands there; room "": for who is in no room. */
    async look(room) {
        if (room === this.room) return;
        this.room = room;
        show(this.button, false); /* the text is of the other room */
        let text = '',
            words,
            failed = false;
        try {
            text = pairs(await this.desk.node.desk('ANNOUNCED', room))?.text ?? '';
            words =
                text === ''
                    ? _('Nothing is announced there.')
                    : fill(_('Announced now: “{text}”'), { text });
        } catch (error) {
            words = sayFailure(error);
            failed = true;
        }
        if (room !== this.room) return;
        if (failed) this.room = null; /* it is asked again */
        this.text = text;
        setText(this.words, words);
        show(this.button, text !== '');
    }
}
