/* relay.js - two lines that a test cuts and mends. Relay stands before one port (the link between the
 * nodes); Line is what a browser reaches the nodes by: a SOCKS 5 proxy, so that the page's address,
 * its Host and its Origin stay the node's own. It reaches the loopback alone.
 *
 * States: 'up'; 'cut': connections end at once, also new ones; 'stalled': they stay open, and nothing
 * arrives at either end. */
import net from 'node:net';
import { freePort } from './ports.js';

class Cable {
    constructor() {
        this.state = 'up';
        this.sockets = new Set();
        this.server = net.createServer((socket) => {
            if (this.state === 'cut') {
                socket.destroy();
                return;
            }
            this.keep(socket);
            this.greet(socket);
        });
    }

    async listen() {
        this.port = await freePort();
        await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
        return this;
    }

    keep(socket) {
        this.sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.sockets.delete(socket));
        if (this.state === 'stalled')
            socket.pause();
    }

    /* Passes bytes on in both directions; the end of one is the end of both. */
    join(here, there) {
        for (const [from, to] of [[here, there], [there, here]]) {
            from.on('data', (bytes) => to.write(bytes));
            from.on('close', () => to.destroy());
        }
        if (this.state === 'stalled')
            this.stall();
    }

    cut() {
        this.state = 'cut';
        for (const socket of this.sockets)
            socket.destroy();
    }

    stall() {
        this.state = 'stalled';
        for (const socket of this.sockets)
            socket.pause();
    }

    mend() {
        this.state = 'up';
        for (const socket of this.sockets)
            socket.resume();
    }

    async close() {
        this.cut();
        await new Promise((resolve) => this.server.close(resolve));
    }
}

export class Relay extends Cable {
    static async open(target) {
        const relay = new Relay();
        relay.target = target;
        return relay.listen();
    }

    greet(socket) {
        const there = net.connect(this.target, '127.0.0.1');
        this.keep(there);
        this.join(socket, there);
    }
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost']);
const REFUSED = Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]); /* not allowed by the rules */
const ACCEPTED = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/* RFC 1928: the host and port of a CONNECT, or null while bytes are missing. */
function readConnect(bytes) {
    if (bytes.length < 5)
        return null;
    const kind = bytes[3];
    const size = kind === 1 ? 4 : kind === 4 ? 16 : bytes[4];
    const start = kind === 3 ? 5 : 4;
    if (bytes.length < start + size + 2)
        return null;
    const address = bytes.subarray(start, start + size);
    const host = kind === 1 ? address.join('.') : kind === 3 ? address.toString() : address.toString('hex');
    return { host, port: bytes.readUInt16BE(start + size) };
}

export class Line extends Cable {
    static async open() {
        return new Line().listen();
    }

    greet(socket) {
        let greeted = false;
        let bytes = Buffer.alloc(0);
        const read = (more) => {
            bytes = Buffer.concat([bytes, more]);
            if (!greeted && bytes.length >= 2 && bytes.length >= 2 + bytes[1]) {
                bytes = bytes.subarray(2 + bytes[1]);
                greeted = true;
                socket.write(Buffer.from([5, 0]));
            }
            const to = greeted ? readConnect(bytes) : null;
            if (to === null)
                return;
            socket.off('data', read);
            this.reach(socket, to);
        };
        socket.on('data', read);
    }

    reach(socket, { host, port }) {
        if (!LOOPBACK.has(host)) {
            socket.end(REFUSED);
            return;
        }
        const there = net.connect(port, '127.0.0.1');
        this.keep(there);
        const refuse = () => socket.end(REFUSED);
        there.once('error', refuse);
        there.once('connect', () => {
            there.off('error', refuse);
            socket.write(ACCEPTED);
            this.join(socket, there);
        });
    }
}
