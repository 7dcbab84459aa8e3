/* ports.js - free ports of the loopback, below those that the system gives out by itself: a node that
 * is started again finds its own port still free. */
import net from 'node:net';

const FIRST = 26000;
const COUNT = 6000;
let next = (process.pid * 64) % COUNT; /* suites that run beside each other begin at others */

function isFree(port) {
    return new Promise((resolve) => {
        const server = net.createServer();
        server.once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
}

export async function freePort() {
    for (let tried = 0; tried < COUNT; tried++) {
        const port = FIRST + next;
        next = (next + 1) % COUNT;
        if (await isFree(port))
            return port;
    }
    throw new Error(`no port is free from ${FIRST} on`);
}
