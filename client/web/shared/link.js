/* link.js - the line to the node: a WebSocket that carries one request or one reply a message, in
 * order, and is opened again whenever it was lost.
 *
 *   Q1  a request is never repeated here: who asked hears LineLost, and knows what may be repeated
 *   Q2  the line counts as lost at once when it is, and when a reply is late (LATE_MS, or PATIENT_MS for
 *       what waits for the other node or is delayed on purpose); a reply that does not come at all
 *       (GIVEN_UP_MS) closes it, since a cut cable says nothing; where no reply is due a PING asks whether
 *       it is there again
 *
 * It knows nothing of exams. */
import { decode, encode } from './resp.js';
import { Refusal } from './errors.js';

const OPEN_MS = 5000, LATE_MS = 2500, PATIENT_MS = 6000, GIVEN_UP_MS = 12000, TICK_MS = 500;
const PROMPT = ['EXAM', 'SAVE', 'QUESTION'];
const FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 5000;

export class LineLost extends Error {}

export class Link {
    #url;
    #socket = null;
    #waiting = []; /* {resolve, reject, sent, late_ms} of requests without a reply, the oldest first */
    #wait_ms = FIRST_WAIT_MS;
    #timer = 0;
    #open = false;
    #late = false;
    #closed = false;

    /* opened: the line is there, and whoever speaks on it says first who it is. changed: `up` is
     * another one. */
    constructor(url, { opened, changed }) {
        this.#url = url;
        this.opened = opened;
        this.changed = changed;
        this.since = performance.now(); /* when `up` became what it is */
        setInterval(() => this.#tick(), TICK_MS);
        addEventListener('online', () => this.again());
        addEventListener('offline', () => this.#setLate(this.#waiting[0]?.sent ?? performance.now()));
    }

    get up() {
        return this.#open && !this.#late;
    }

    connect() {
        clearTimeout(this.#timer);
        this.#closed = false;
        const socket = new WebSocket(this.#url, 'sinodo');
        const given_up = setTimeout(() => socket.close(), OPEN_MS);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => {
            clearTimeout(given_up);
            this.#wait_ms = FIRST_WAIT_MS;
            this.#late = false;
            this.#setOpen(true);
            this.opened();
        };
        socket.onmessage = (event) => this.#take(event.data);
        socket.onclose = () => {
            clearTimeout(given_up);
            if (socket === this.#socket)
                this.#lose();
        };
        this.#socket = socket;
    }

    /* One request. Its reply, or a Refusal or LineLost thrown. */
    ask(...words) {
        if (this.#open && this.#socket.readyState !== WebSocket.OPEN)
            this.#lose(); /* it is closing, and has not said so */
        if (!this.#open)
            return Promise.reject(new LineLost());
        this.#socket.send(encode(words));
        return new Promise((resolve, reject) => {
            const late_ms = PROMPT.includes(words[0]) ? LATE_MS : PATIENT_MS;
            this.#waiting.push({ resolve, reject, sent: performance.now(), late_ms });
        });
    }

    /* Not before the next wait is over, but now. */
    again() {
        if (!this.#open && !this.#closed && this.#socket?.readyState !== WebSocket.CONNECTING)
            this.connect();
    }

    /* For good, or until connect(). */
    close() {
        this.#closed = true;
        clearTimeout(this.#timer);
        this.#socket?.close();
        this.#lose();
    }

    #take(data) {
        const request = this.#waiting.shift();
        let reply;
        try {
            reply = decode(new Uint8Array(data));
        } catch {
            request?.reject(new LineLost());
            this.#socket.close();
            return;
        }
        this.#setLate(0);
        if (request === undefined)
            return;
        if (reply instanceof Refusal)
            request.reject(reply);
        else
            request.resolve(reply);
    }

    #lose() {
        const waiting = this.#waiting;
        this.#waiting = [];
        this.#socket = null;
        this.#setOpen(false);
        for (const request of waiting)
            request.reject(new LineLost());
        if (this.#closed)
            return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.connect(), this.#wait_ms * (0.5 + Math.random() / 2));
        this.#wait_ms = Math.min(this.#wait_ms * 2, LONGEST_WAIT_MS);
    }

    #tick() {
        if (this.#late && this.#waiting.length === 0)
            this.ask('PING').catch(() => {});
        if (this.#waiting.length === 0)
            return;
        const { sent, late_ms } = this.#waiting[0];
        const silent_ms = performance.now() - sent;
        if (silent_ms > late_ms)
            this.#setLate(sent);
        if (silent_ms > GIVEN_UP_MS) {
            const socket = this.#socket;
            this.#lose(); /* the close of a cut line would take minutes */
            socket?.close();
        }
    }

    #setOpen(open) {
        const was = this.up;
        this.#open = open;
        if (was !== this.up)
            this.#say(performance.now());
    }

    /* since: of which request the reply is late; 0: of none. */
    #setLate(since) {
        const was = this.up;
        this.#late = since > 0;
        if (was !== this.up)
            this.#say(since > 0 ? since : performance.now());
    }

    #say(since) {
        this.since = since;
        this.changed();
    }
}
