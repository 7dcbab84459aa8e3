/* who.js - who sits here, as the node and this browser know it: ID, code, the terminal's tokens, and
 * the key of what is kept. It signs in, and in again.
 *
 *   Q11  where a reply may be lost, what is needed to repeat the request is stored before it is sent: a
 *        terminal's next token
 *   Q12  sessionStorage holds the ID, the tokens and the key; the access code only until the exam has
 *        begun. Then it stays in memory alone, and a page that was loaded again goes on with the token.
 *        After the exam nothing is stored, also when the line was lost and somebody signs in again */
import { Refusal } from '../shared/errors.js';
import { pairs } from '../shared/resp.js';
import { randomToken, toBytes, toText } from './token.js';

const STORED = 'sinodo';

/* Where a browser forbids sessionStorage a page that is loaded again asks for the code. */
const stored = (use) => {
    try {
        return use(sessionStorage);
    } catch {
        return null;
    }
};

/* EXAM is refused for the moment to whoever is not confirmed yet, say. */
const FOR_THE_MOMENT = ['PENDING', 'CLOSED', 'BUSY', 'IOERR'];

export class Who {
    id = '';
    #code = ''; /* '': the page was loaded again */
    #begun = false; /* the exam */
    #token = '';
    #next = ''; /* the one that a RESUME may have made the present one */
    #tried = '';
    #over = false; /* nothing is stored any more */
    #key = ''; /* the master secret of seal.js; '': nothing can be kept here */
    #keep;
    #prove;

    /* prove(link): what a node may want to see before anybody signs in. */
    constructor(keep, prove) {
        this.#keep = keep;
        this.#prove = prove;
    }

    get isThere() {
        return this.id !== '';
    }

    /* After the page was loaded again. False: nobody was signed in. */
    async restore() {
        const text = stored((tab) => tab.getItem(STORED));
        if (text === null)
            return false;
        const { id, code, token, next, key } = JSON.parse(text);
        this.id = id;
        this.#code = code;
        this.#begun = code === '';
        this.#token = token;
        this.#next = next;
        this.#key = key;
        await this.use();
        return true;
    }

    /* What is kept is sealed under this person's code. */
    use() {
        this.#over = false;
        return this.#keep.use(this.#key === '' ? null : toBytes(this.#key));
    }

    /* Q12 */
    forget() {
        this.#over = true;
        stored((tab) => tab.clear());
    }

    store() {
        if (this.#over)
            return;
        const token = this.#token, next = this.#next, code = this.#begun ? '' : this.#code;
        const text = JSON.stringify({ id: this.id, code, token, next, key: this.#key });
        stored((tab) => tab.setItem(STORED, text));
        return this.#keep.put('who', { token, next });
    }

    /* AUTH, as the terminal that this browser was before, if it was one: {exam, kept, isAnother}, the
     * reply to EXAM (null: refused for the moment), all that lies here, and whether the exam went to
     * another terminal since. A problem is thrown, and nobody is here then. */
    async signIn(link, id, code) {
        const master = await this.#keep.masterFor(code);
        await this.#keep.use(master);
        const kept = await this.#keep.read();
        const before = kept.get('who') ?? { token: '', next: '' };
        const tokens = [before.token, before.next].filter((token) => token !== '');
        const fresh = randomToken();
        let token, exam = null;
        await this.#prove(link);
        for (token of [...tokens, fresh]) {
            await link.ask('AUTH', id, code, token);
            exam = await link.ask('EXAM').catch((problem) => {
                if (problem instanceof Refusal && FOR_THE_MOMENT.includes(problem.code))
                    return null;
                throw problem;
            });
            if (exam === null || pairs(exam)?.terminal !== 'other')
                break;
        }
        this.id = id;
        this.#code = code;
        this.#begun = false;
        this.#token = token;
        this.#next = '';
        this.#over = false;
        this.#key = master === null ? '' : toText(master);
        this.store();
        if (token !== fresh && pairs(exam)?.terminal === 'yours')
            exam = await this.resume(link).catch(() => exam); /* another tab with this token is the terminal no more */
        return { exam, kept, isAnother: kept.size > 0 && token === fresh };
    }

    /* On a new connection. The reply to EXAM. */
    async again(link) {
        await this.#prove(link);
        if (this.#code === '')
            return this.resume(link);
        await link.ask('AUTH', this.id, this.#code, this.#token);
        return link.ask('EXAM');
    }

    /* RESUME renews the token. Whether the reply to an earlier one was lost is not known: then either
     * token may be the present one (Q11). */
    async resume(link) {
        const sent = this.#next;
        let next = this.#next = sent === '' ? randomToken() : sent;
        await this.store();
        let exam;
        try {
            exam = await link.ask('RESUME', this.id, this.#token, next);
        } catch (problem) {
            if (!(problem instanceof Refusal) || !problem.is('INUSE', 'resumed') || sent === '' || sent === this.#tried)
                throw problem;
            this.#token = next;
            next = this.#next = this.#tried = randomToken();
            await this.store();
            exam = await link.ask('RESUME', this.id, this.#token, next);
        }
        this.#token = next;
        this.#next = this.#tried = '';
        this.store();
        return exam;
    }

    /* The staff gave a new code: what lies here is sealed under it from now on. The reply to EXAM. */
    async renew(link, code) {
        await this.#prove(link);
        await link.ask('AUTH', this.id, code, this.#token);
        const exam = await link.ask('EXAM');
        this.#code = code;
        const master = await this.#keep.masterFor(code);
        if (master !== null && await this.#keep.move(master))
            this.#key = toText(master);
        return exam;
    }

    /* Q12 */
    begun() {
        if (this.#begun)
            return;
        this.#begun = true;
        this.store();
    }

    /* Nobody is here. What is kept stays, sealed. */
    leave() {
        stored((tab) => tab.clear());
        this.id = this.#code = this.#token = this.#next = this.#key = '';
    }
}
