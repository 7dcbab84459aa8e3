/* answers.js - carries the answers of the queue (queue.js) to the node and to this computer's disk, and
 * takes back what lies there. It is told when the line is there and nothing holds the exam up. */
import { Refusal } from '../shared/errors.js';
import { pairs } from '../shared/resp.js';
import { readQuestion } from './paper.js';
import { Queue } from './queue.js';

const NOT_COUNTED = ['TIMEUP', 'FINISHED', 'VOID', 'INUSE'];

export class Answers {
    queue = new Queue();
    #link;
    #keep;
    #changed;
    #refused;
    #sending = false;
    #unkept = new Set(); /* questions whose answer could not be written */

    /* refused: told of each refusal that is not about the answer itself. */
    constructor({ link, keep, changed, refused }) {
        this.#link = link;
        this.#keep = keep;
        this.#changed = changed;
        this.#refused = refused;
    }

    get keptFails() {
        return this.#unkept.size > 0;
    }

    give(n, values, typed) {
        this.queue.give(n, values, performance.now(), typed);
        this.keep(n);
    }

    /* Sends all that are due, until the line is lost. may(): is this still the time for it? deadline(): the end of the exam. */
    async send(may, deadline) {
        if (this.#sending)
            return;
        this.#sending = true;
        while (may() && await this.#sendNext(deadline()));
        this.#sending = false;
    }

    async #sendNext(deadline_ms) {
        const flight = this.queue.next(performance.now(), deadline_ms);
        if (flight === null)
            return false;
        const { n, seq, values } = flight;
        this.keep(n); /* its number (Q6); the line does not wait for the disk */
        this.#changed();
        let goesOn = true;
        try {
            const reply = pairs(await this.#link.ask('SAVE', n, seq, ...values));
            this.queue.saved(reply.entry, reply.held);
        } catch (problem) {
            goesOn = await this.#notSaved(problem, n);
        }
        this.keep(n);
        this.#changed();
        return goesOn;
    }

    /* Is the line still there? */
    async #notSaved(problem, n) {
        const now = performance.now();
        if (!(problem instanceof Refusal)) {
            this.queue.later(now, 0);
            return false;
        }
        if (problem.is('STALE')) {
            await this.#compare(n, Number(problem.facts.seq));
        } else if (problem.is('BADANSWER')) {
            this.queue.refuse({ code: problem.code, reason: problem.reason });
        } else if (NOT_COUNTED.includes(problem.code)) {
            this.queue.uncount();
            this.#refused(problem);
        } else {
            this.queue.later(now, Number(problem.facts.seconds ?? 1) * 1000);
            this.#refused(problem);
        }
        return true;
    }

    /* The node has a newer number, and perhaps this answer. */
    async #compare(n, newest) {
        this.queue.stale(newest);
        const question = readQuestion(pairs(await this.#link.ask('QUESTION', n).catch(() => null)));
        if (question !== null)
            this.queue.same(n, question.answer);
    }

    /* --- this computer's disk --- */

    /* Where one could be written, those that could not are tried again. */
    async keep(n) {
        const record = this.queue.record(n);
        const kept = await this.#keep.put(`a/${n}`, record);
        if (kept === undefined)
            return; /* a newer one is on its way */
        if (kept) {
            this.queue.kept(n, record.order);
            this.#unkept.delete(n);
            this.#unkept.forEach((other) => this.keep(other));
        } else {
            this.#unkept.add(n);
        }
        this.#changed();
    }

    keepAll() {
        for (const n of this.queue.items.keys())
            this.keep(n);
    }

    takeKept(kept) {
        for (const [part, record] of kept)
            if (part.startsWith('a/'))
                this.queue.restore(Number(part.slice(2)), record);
    }

    leave() {
        this.queue = new Queue();
        this.#unkept.clear();
    }
}
