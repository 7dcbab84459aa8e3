/* given.js - the orders that were given on this page, the last one first: what came of each, its entries
 * in the journal, and undo beside what can be undone. */
import { el } from '../shared/dom.js';
import { _ } from '../shared/words.js';
import { entriesList } from './entries.js';
import { sayClock } from './spans.js';

export class Given {
    constructor(desk, giving) {
        Object.assign(this, { desk, giving });
        this.list = el('ol', { class: 'given', reversed: true });
        this.none = el('p', { class: 'hint' });
        this.element = el(
            'div',
            { class: 'sheet' },
            el('h1', {}, _('Given here')),
            el(
                'p',
                { class: 'hint' },
                _(
                    'The orders of this page since it was loaded. The journal keeps all of them, also those of others.',
                ),
            ),
            this.none,
            this.list,
        );
    }

    open() {
        const { orders } = this.desk;
        this.none.textContent = orders.length === 0 ? _('None yet.') : '';
        this.list.replaceChildren(...orders.map((done) => this.#item(done)));
    }

    kept() {
        this.open();
    }

    #item(done) {
        return el(
            'li',
            {},
            el('h2', {}, `${sayClock(done.at)} · ${_(done.order.command.label)}`),
            ...done.lines.map((line) => el('p', {}, line)),
            entriesList(done.entries, this.desk.node.node),
            this.giving.undoButton(done),
            done.undone ? el('p', { class: 'hint' }, _('Taken back.')) : null,
        );
    }
}
