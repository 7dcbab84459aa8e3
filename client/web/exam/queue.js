/* queue.js - the answers: what was given, what the node has, what is still to be sent. Pure: instants
 * are arguments; nothing is sent or kept here.
 *
 *   Q4  an answer that the applicant gave is shown and waits until the node has saved or refused it;
 *       it counts as saved only after the node's reply (T1 of the terminal)
 *   Q5  one answer is on its way at a time, and they go in the order in which they were last changed:
 *       so the sequence numbers that the node sees only grow, whatever is lost
 *   Q6  an answer gets its number when it is first sent. The same answer is sent again with the same
 *       number, a changed one with a new one
 *   Q7  what was refused because the sitting is over, or another terminal had it, is not counted, is
 *       never sent again, and says so
 *   Q14 a node that says a lower number than one that it has acknowledged has lost what came after it,
 *       with its disk: that waits again, and is sent with new numbers */
import { draftDue } from './draft.js';

/* What stands beside an answer. */
export const STATE = {
    NONE: 'none',
    SAVING: 'saving',
    HERE: 'here', /* on the disk of this centre, */
    BOTH: 'both', /* and of the other one */
    KEPT: 'kept', /* on this computer's disk, and not sent yet */
    REFUSED: 'refused', /* not a possible answer */
    UNCOUNTED: 'uncounted', /* Q7 */
};

const encoder = new TextEncoder();

function emptyItem() {
    return {
        values: [], /* what the applicant gave last; as the node has it otherwise */
        order: 0, /* of the last change; 0: as the node has it */
        saved: 0, /* the order of the change that the node has saved last */
        seq: 0, /* the number with which this change was sent; 0: not yet */
        acked: 0, /* the number of what the node has saved last; 0: none that we know */
        entry: 0, /* of the node's journal that holds it; 0: not known */
        kept: 0, /* the order of the change that this computer's disk has */
        refused: null, /* why, {code, reason} */
        uncounted: false,
        typed: false,
        changed_ms: 0, /* a typed text: its first change that was not sent, */
        sent_ms: 0, /* and the last time it was */
        due: true, /* to be sent now, whatever draft.js says */
    };
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

export class Queue {
    items = new Map();
    seq = 0; /* the last number that was given, by us or by the node's word */
    held = 0; /* the last entry that the other centre has; it may become less */
    #order = 0;
    #flight = null; /* {n, order, values, seq} */
    #not_before_ms = 0;

    item(n) {
        if (!this.items.has(n))
            this.items.set(n, emptyItem());
        return this.items.get(n);
    }

    /* The node's own answer to a question. What waits here is newer (Q4), and what is refused or not
     * counted stays as it was given, beside the words that say so. */
    load(n, values) {
        const item = this.item(n);
        if (this.waits(n) || item.refused !== null || item.uncounted)
            return;
        if (!same(item.values, values))
            item.entry = 0;
        item.values = values;
    }

    /* The applicant's answer; no values: cleared. typed: it goes on being typed, and is sent when it
     * is due. */
    give(n, values, now_ms, typed = false) {
        const item = this.item(n);
        const waited = this.waits(n);
        if (same(item.values, values) && item.refused === null && !item.uncounted)
            return;
        Object.assign(item, {
            values, typed, due: !typed, order: ++this.#order, seq: 0, refused: null, uncounted: false,
            changed_ms: waited && item.typed ? item.changed_ms : now_ms,
        });
    }

    /* What is typed in the question is to be sent now: the applicant leaves it. n 0: in every one. */
    flush(n = 0) {
        for (const [number, item] of this.items)
            if (n === 0 || n === number)
                item.due = true;
    }

    /* The writing of a text begins. */
    begin(n, now_ms) {
        this.item(n).sent_ms = now_ms;
    }

    waits(n) {
        const item = this.items.get(n);
        return item !== undefined && item.order > item.saved && item.refused === null && !item.uncounted;
    }

    /* Questions with an answer that the node has not taken, in the order of their changes. */
    waiting() {
        const numbers = [...this.items.keys()].filter((n) => this.waits(n));
        return numbers.sort((a, b) => this.item(a).order - this.item(b).order);
    }

    uncounted() {
        return [...this.items.keys()].filter((n) => this.item(n).uncounted).sort((a, b) => a - b);
    }

    refused() {
        return [...this.items.keys()].filter((n) => this.item(n).refused !== null).sort((a, b) => a - b);
    }

    answered(n) {
        return (this.items.get(n)?.values.length ?? 0) > 0;
    }

    /* The next answer to send (Q5), which is then on its way; null: none is due. */
    next(now_ms, deadline_ms) {
        if (this.#flight !== null || now_ms < this.#not_before_ms)
            return null;
        const n = this.waiting().find((number) => this.#isDue(this.item(number), now_ms, deadline_ms));
        if (n === undefined)
            return null;
        const item = this.item(n);
        if (item.seq === 0)
            item.seq = ++this.seq; /* Q6 */
        item.sent_ms = now_ms;
        this.#flight = { n, order: item.order, values: item.values, seq: item.seq };
        return this.#flight;
    }

    #isDue(item, now_ms, deadline_ms) {
        if (item.due || !item.typed)
            return true;
        const bytes = encoder.encode(item.values[0] ?? '').length;
        return draftDue({ changed: item.changed_ms, sent: item.sent_ms }, bytes, now_ms, deadline_ms);
    }

    /* The node has saved what was on its way, as that entry of its journal. */
    saved(entry, held) {
        const { n, order, seq } = this.#land();
        const item = this.item(n);
        if (item.order === order)
            item.uncounted = false; /* given up on its way, and saved */
        item.saved = Math.max(item.saved, order);
        item.acked = seq;
        item.entry = entry;
        this.held = held;
        if (item.order > order)
            item.changed_ms = item.sent_ms;
        this.#beforeEntry(entry);
        return n;
    }

    /* An answer whose entry nobody here knows is in the journal before this one. */
    #beforeEntry(entry) {
        for (const item of this.items.values())
            if (item.entry === 0 && item.order === item.saved && item.values.length > 0)
                item.entry = entry;
    }

    /* The line was lost, or the node cannot take it now: it waits, so many milliseconds at least. */
    later(now_ms, wait_ms) {
        if (this.#flight !== null)
            this.item(this.#flight.n).due = true;
        this.#flight = null;
        this.#not_before_ms = now_ms + wait_ms;
    }

    /* The node will never take it: it is not possible, */
    refuse(why) {
        const { n, order } = this.#land();
        const item = this.item(n);
        if (item.order === order)
            item.refused = why;
        return n;
    }

    /* or not counted (Q7). */
    uncount() {
        const { n } = this.#land();
        this.item(n).uncounted = true;
        return n;
    }

    /* The node has a newer number: it is the last one now, and what was on its way gets a new one. */
    stale(newest) {
        const { n } = this.#land();
        this.item(n).seq = 0;
        this.seq = Math.max(this.seq, newest);
        return n;
    }

    /* What the node has is what was given: it had been saved, and the reply was lost. */
    same(n, values) {
        const item = this.item(n);
        if (same(item.values, values))
            item.saved = item.order;
    }

    /* T6: what waits is not counted, unless the reply to what is on its way says otherwise. */
    giveUp() {
        for (const n of this.waiting())
            this.item(n).uncounted = true;
    }

    #land() {
        const flight = this.#flight;
        this.#flight = null;
        return flight;
    }

    /* What a reply says of them all. True: some are lost there, and wait again (Q14). */
    heard({ seq, held }) {
        const lost = [...this.items.values()].filter((item) => item.acked > seq);
        for (const item of lost)
            Object.assign(item, { saved: 0, acked: 0, entry: 0, seq: 0, due: true });
        this.seq = Math.max(this.seq, seq);
        this.held = held;
        return lost.length > 0;
    }

    /* The node could not take the last one, which is sent again in a while. */
    isHeldBack(now_ms) {
        return now_ms < this.#not_before_ms;
    }

    /* sends: are answers being sent now? */
    stateOf(n, sends) {
        const item = this.items.get(n);
        if (item === undefined || (item.order === 0 && item.values.length === 0))
            return STATE.NONE;
        if (item.uncounted)
            return STATE.UNCOUNTED;
        if (item.refused !== null)
            return STATE.REFUSED;
        if (item.order > item.saved)
            return !sends && item.kept === item.order ? STATE.KEPT : STATE.SAVING;
        return item.entry > 0 && item.entry <= this.held ? STATE.BOTH : STATE.HERE;
    }

    /* This computer's disk has it. */
    kept(n, order) {
        const item = this.item(n);
        item.kept = Math.max(item.kept, order);
    }

    /* What is kept of an answer, and taken back after the page was loaded again. */
    record(n) {
        const { values, order, saved, seq, acked, entry, typed, refused, uncounted } = this.item(n);
        return { values, order, saved, seq, acked, entry, typed, refused, uncounted };
    }

    restore(n, record) {
        Object.assign(this.item(n), record, { kept: record.order, due: true });
        this.#order = Math.max(this.#order, record.order);
        this.seq = Math.max(this.seq, record.seq);
    }
}
