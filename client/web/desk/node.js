/* node.js - this page's line to its node, and who speaks on it: signs in by STAFF, again by itself when
 * the line was lost and when the page was loaded again (tab.js). */
import { Refusal } from '../shared/errors.js';
import { Link, LineLost } from '../shared/link.js';
import { pairs } from '../shared/resp.js';
import { wait } from './spans.js';
import { forgetTab, keepInTab } from './tab.js';

const AGAIN_MS = 1000;

export class Node {
    #link;
    #account;
    #code;
    #turn = 0; /* of the lines that were opened */
    #signedOut = false; /* the page is about to be loaded anew */

    /* kept: who signed in before the page was loaded again. entered: somebody has signed in on this page.
     * changed: the line came or went. putOff: the node puts off to sign in again (`refusal`). refused: the
     * account is valid no longer. */
    constructor(url, { account = '', code = '' }, { entered, changed, putOff, refused }) {
        this.#account = account;
        this.#code = code;
        this.#link = new Link(url, { opened: () => this.#opened(putOff, refused), changed });
        this.entered = entered;
        this.refusal = null; /* why the page is not signed in again yet, as the node said it last */
        this.role = '';
        this.node = '';
        this.#link.connect();
    }

    get up() {
        return this.#link.up;
    }

    get account() {
        return this.#account;
    }

    /* Is the page to sign in by itself, and has not yet? */
    get returns() {
        return this.role === '' && this.#code !== '';
    }

    /* Signs in. Throws the Refusal, or LineLost, also when somebody has signed out meanwhile. */
    async signIn(account, code) {
        const reply = pairs(await this.#link.ask('STAFF', account, code));
        if (this.#signedOut) throw new LineLost();
        if (typeof reply?.role !== 'string' || typeof reply.node !== 'string')
            throw new Error('the reply to STAFF has another shape');
        this.#account = reply.account ?? account;
        this.#code = code;
        keepInTab({ account: this.#account, code });
        this.refusal = null;
        const first = this.role === '';
        this.role = reply.role;
        this.node = reply.node;
        if (first) this.entered();
    }

    /* Forgets who signed in: the page begins anew. It runs on until it is gone, and a reply that still comes
     * keeps nothing. */
    signOut() {
        this.#signedOut = true;
        this.#code = '';
        forgetTab();
        location.reload();
    }

    /* What the node is, before anybody has signed in. */
    async greeting() {
        return pairs(await this.#link.ask('HELLO')) ?? {};
    }

    /* A command of the staff: its reply, or a Refusal or LineLost thrown. */
    desk(...words) {
        return this.#link.ask('DESK', ...words);
    }

    /* The words of an order, DESK first. */
    order(words) {
        return this.#link.ask(...words);
    }

    /* Signs in on a new line, and again while the node puts it off: until then the node refuses all other
     * requests of the page. */
    async #opened(putOff, refused) {
        const turn = ++this.#turn;
        while (this.#code !== '' && turn === this.#turn) {
            try {
                return await this.signIn(this.#account, this.#code);
            } catch (error) {
                if (error instanceof LineLost) return;
                if (!(error instanceof Refusal)) throw error;
                if (error.is('WRONGPASS') || error.is('NOAUTH')) return refused();
                this.refusal = error;
                putOff();
            }
            await wait(AGAIN_MS);
        }
    }
}
