/* slip.js - an access code that the node has just given: once, large, on a slip to print. When the
 * dialog is closed the page has the code no more. */
import { el } from '../shared/dom.js';
import { _, chosenLanguage } from '../shared/words.js';
import { focusBack } from './focus.js';
import { sayNode, sayRole } from './said.js';

export class Slip {
    constructor(desk) {
        this.desk = desk;
        this.dialog = el('dialog', {
            class: 'slip',
            'aria-labelledby': 'slip-title',
            onclose: () => this.#closed(),
        });
    }

    /* reply: pairs with a code. from: who gets the focus after it. */
    open(reply, from) {
        this.from = from;
        const { board, node, status } = this.desk,
            row = [...board.rows.values()].find(({ id }) => id === reply.id);
        const now = new Date().toLocaleString(chosenLanguage(), {
            dateStyle: 'medium',
            timeStyle: 'short',
        });
        const line = (label, value) =>
            value !== undefined && value !== '' ? [el('dt', {}, label), el('dd', {}, value)] : [];
        const close = el(
            'button',
            { type: 'button', onclick: () => this.dialog.close() },
            _('Close: the code is not shown again'),
        );
        this.dialog.append(
            el(
                'h2',
                { id: 'slip-title' },
                reply.account === undefined ? _('Your access code') : _('Code of the account'),
            ),
            el(
                'dl',
                {},
                ...line(_('Name'), reply.name),
                ...line(_('ID'), reply.id),
                ...line(_('Account'), reply.account),
                ...line(_('Role'), reply.role === undefined ? '' : sayRole(reply.role)),
                ...line(_('Centre'), sayNode(reply.node ?? node.node)),
                ...line(_('Room'), row?.room),
                ...line(_('Exam'), status?.exam),
                ...line(_('Given on'), now),
                ...line(
                    _('Address of the page'),
                    reply.account === undefined ? status?.exam_page : location.origin,
                ),
            ),
            el('p', { class: 'code' }, reply.code),
            el(
                'p',
                {},
                reply.account === undefined
                    ? _('Keep this slip. You type your ID and the code.')
                    : _('It is typed with the name of the account.'),
            ),
            ...(reply.state === 'pending'
                ? [
                      el(
                          'p',
                          {},
                          _(
                              'The other centre has not confirmed yet: you can sign in, and start when it has.',
                          ),
                      ),
                  ]
                : []),
            el(
                'div',
                { class: 'ends' },
                el('button', { type: 'button', class: 'main', onclick: () => print() }, _('Print')),
                close,
            ),
        );
        this.dialog.showModal();
    }

    #closed() {
        this.dialog.replaceChildren();
        focusBack(this.from);
    }
}
