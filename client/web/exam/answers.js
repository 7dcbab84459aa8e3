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
    #sending = null; /* the promise of those that are being sent */
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

    /* Sends all that are due, until the line is lost, and resolves then. may(): is this still the time for it?
     * deadline(): the end of the exam. */
    send(may, deadline) {
        this.#sending ??= this.#sendAll(may, deadline).finally(() => {
            this.#sending = null;
        });
        return this.#sending;
    }

    async #sendAll(may, deadline) {
        while (may() && await this.#sendNext(this.queue, deadline()));
    }

    /* Is there another one? */
    async #sendNext(queue, deadline_ms) {
        const flight = queue.next(performance.now(), deadline_ms);
        if (flight === null)
            return false;
        const { n, seq, values } = flight;
        this.keep(n); /* its number (Q6); the line does not wait for the disk */
        this.#changed();
        let goesOn = true;
        try {
            const reply = pairs(await this.#link.ask('SAVE', n, seq, ...values));
            queue.saved(reply.entry, reply.held);
        } catch (problem) {
            goesOn = await this.#notSaved(queue, problem, n);
        }
        if (queue !== this.queue)
            return false; /* the person left */
        this.keep(n);
        this.#changed();
        return goesOn;
    }

    /* Is the line still there? */
    async #notSaved(queue, problem, n) {
        const now = performance.now();
        if (!(problem instanceof Refusal)) {
            queue.later(now, 0);
            return false;
        }
        if (problem.is('STALE')) {
            await this.#compare(queue, n, Number(problem.facts.seq));
        } else if (problem.is('BADANSWER')) {
            queue.refuse({ code: problem.code, reason: problem.reason });
        } else if (NOT_COUNTED.includes(problem.code)) {
            queue.uncount();
            this.#refused(problem);
        } else {
            queue.later(now, Number(problem.facts.seconds ?? 1) * 1000);
            this.#refused(problem);
        }
        return true;
    }

    /* The node has a newer number, and perhaps this answer. */
    async #compare(queue, n, newest) {
        queue.stale(newest);
        const question = readQuestion(pairs(await this.#link.ask('QUESTION', n).catch(() => null)));
        if (question !== null)
            queue.same(n, question.answer);
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
