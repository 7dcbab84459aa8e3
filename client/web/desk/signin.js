/* signin.js - who is at the desk: the name of an account and its code. */
import { Refusal } from '../shared/errors.js';
import { el, setText } from '../shared/dom.js';
import { LineLost } from '../shared/link.js';
import { _ } from '../shared/words.js';
import { languageChoice } from './language.js';
import { fill } from './fill.js';
import { sayNode, sayRefusal } from './said.js';

export class SignIn {
    constructor(node, { rebuild }) {
        this.node = node;
        this.name = el('input', {
            id: 'name',
            autocomplete: 'off',
            spellcheck: false,
            autocapitalize: 'none',
            required: true,
        });
        this.code = el('input', {
            id: 'code',
            type: 'password',
            autocomplete: 'off',
            spellcheck: false,
            required: true,
        });
        this.message = el('p', { class: 'message', role: 'alert' });
        this.where = el('p', { class: 'where' });
        this.button = el('button', { type: 'submit', class: 'main' }, _('Sign in'));
        this.element = el(
            'main',
            { class: 'signin' },
            el('h1', {}, _('The desk')),
            this.where,
            el(
                'p',
                {},
                _(
                    'For the staff: here they admit people, run the room, mark essays and see the results. Applicants sit the exam at another address.',
                ),
            ),
            node.returns ? this.#returning() : this.#form(),
            languageChoice(rebuild),
        );
        if (node.returns && node.refusal !== null) this.putOff();
        this.lineChanged();
    }

    #form() {
        return el(
            'form',
            { onsubmit: (event) => this.#send(event) },
            el('label', { for: 'name' }, _('Account, such as ana@caracas')),
            this.name,
            el('label', { for: 'code' }, _('Code')),
            this.code,
            this.message,
            this.button,
        );
    }

    /* The page was loaded again: it signs in by itself as soon as the node takes the code. */
    #returning() {
        return el(
            'div',
            {},
            el(
                'p',
                { role: 'status' },
                fill(_('Signing in again as {account} …'), { account: this.node.account }),
            ),
            this.message,
            el('button', { type: 'button', onclick: () => this.node.signOut() }, _('Sign out')),
        );
    }

    focus() {
        this.name.focus();
    }

    /* The node does not take the code now, and is asked again. */
    putOff() {
        setText(this.message, sayRefusal(this.node.refusal));
    }

    async lineChanged() {
        if (!this.node.up) {
            setText(this.where, _('No line to the node: trying again.'));
            return;
        }
        try {
            const hello = await this.node.greeting();
            setText(this.where, `${sayNode(hello.node ?? '')} · ${hello.exam ?? ''}`);
        } catch {
            /* the next change of the line asks again */
        }
    }

    async #send(event) {
        event.preventDefault();
        setText(this.message, '');
        this.button.disabled = true;
        try {
            await this.node.signIn(this.name.value.trim(), this.code.value);
        } catch (error) {
            this.button.disabled = false;
            this.code.focus();
            setText(this.message, this.#why(error));
            if (!(error instanceof Refusal) && !(error instanceof LineLost)) throw error;
        }
    }

    #why(error) {
        if (error instanceof LineLost)
            return _('No line to the node: nothing was sent. Try again in a moment.');
        if (!(error instanceof Refusal))
            return _('The node gave no answer that this page knows: load the page again.');
        if (error.code === 'WRONGPASS')
            return _(
                'The name or the code is wrong. The name has its centre behind it: ana@caracas.',
            );
        return sayRefusal(error);
    }
}
