/* wire.js - a terminal without a screen: RESP requests over TCP, their replies as values of
 * JavaScript. Pairs become an object by pairs(). Independent of client/web on purpose: it is what the
 * pages are compared with. */
import net from 'node:net';
import { within } from './until.js';

export class Refusal extends Error {
    constructor(line) {
        super(line);
        [this.code, this.reason] = line.split(' ');
    }
}

export function pairs(flat) {
    const got = {};
    for (let i = 0; i + 1 < flat.length; i += 2)
        got[flat[i]] = flat[i + 1];
    return got;
}

function encode(words) {
    const parts = words.map((word) => {
        const text = String(word);
        return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
    });
    return `*${words.length}\r\n${parts.join('')}`;
}

/* [value, offset behind it], or null while bytes are missing. An error is a Refusal. */
function decode(bytes, from) {
    const end = bytes.indexOf('\r\n', from);
    if (end < 0)
        return null;
    const line = bytes.toString('utf8', from + 1, end);
    let at = end + 2;
    switch (String.fromCharCode(bytes[from])) {
    case '+': return [line, at];
    case '-': return [new Refusal(line), at];
    case ':': return [Number(line), at];
    case '$':
        if (line === '-1')
            return [null, at];
        if (bytes.length < at + Number(line) + 2)
            return null;
        return [bytes.toString('utf8', at, at + Number(line)), at + Number(line) + 2];
    case '*': {
        const all = [];
        for (let left = Number(line); left > 0; left--) {
            const one = decode(bytes, at);
            if (one === null)
                return null;
            all.push(one[0]);
            at = one[1];
        }
        return [all, at];
    }
    default: throw new Error(`no reply in RESP2: ${line}`);
    }
}

export class Wire {
    static async open(port) {
        const wire = new Wire();
        wire.bytes = Buffer.alloc(0);
        wire.waiting = [];
        wire.socket = net.connect(port, '127.0.0.1');
        wire.socket.on('data', (more) => wire.take(more));
        const end = () => wire.waiting.splice(0).forEach(({ reject }) => reject(new Error('the connection ended')));
        wire.socket.on('close', end);
        await within(`a connection to ${port}`, new Promise((resolve, reject) => {
            wire.socket.once('connect', resolve);
            wire.socket.once('error', reject);
        }));
        wire.socket.on('error', end);
        return wire;
    }

    take(more) {
        this.bytes = Buffer.concat([this.bytes, more]);
        for (let one; this.waiting.length > 0 && (one = decode(this.bytes, 0)) !== null;) {
            this.bytes = this.bytes.subarray(one[1]);
            const { resolve, reject } = this.waiting.shift();
            (one[0] instanceof Refusal ? reject : resolve)(one[0]);
        }
    }

    /* The reply; throws a Refusal where the node refuses. */
    ask(...words) {
        const reply = new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
        this.socket.write(encode(words));
        return within(words[0], reply);
    }

    async askPairs(...words) {
        return pairs(await this.ask(...words));
    }

    close() {
        this.socket.destroy();
    }
}
