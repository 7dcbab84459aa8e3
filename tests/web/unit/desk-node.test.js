/* The line of the desk to its node: who speaks on a new one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Node } from '../../../client/web/desk/node.js';

const BUSY = '-BUSY load too much to do at the moment, nothing was saved: try again\r\n';
const SIGNED_IN = '*6\r\n$7\r\naccount\r\n$3\r\nana\r\n$4\r\nrole\r\n$5\r\nboard\r\n$4\r\nnode\r\n$7\r\ncaracas\r\n';

/* A socket that answers by answer(), which gives the reply as it stands on the wire. */
function socketOf(answer) {
    return class {
        static CONNECTING = 0;

        constructor() {
            globalThis.socket = this;
        }

        send(request) {
            const reply = answer(new TextDecoder().decode(request));
            queueMicrotask(() => this.onmessage({ data: new TextEncoder().encode(reply).buffer }));
        }

        close() {
            this.onclose();
        }
    };
}

/* Until all that waits for nothing but replies is done. */
async function settle() {
    for (let i = 0; i < 20; i++) await Promise.resolve();
}

test('who had signed in is signed in again, however often the node puts it off', async (t) => {
    const { setTimeout, setInterval, clearTimeout } = globalThis;
    const timers = [];
    const tick = () => timers.splice(0).forEach((done) => done());
    t.after(() => Object.assign(globalThis, { setTimeout, setInterval, clearTimeout }));
    const replies = [SIGNED_IN, BUSY, BUSY, SIGNED_IN, '+OK\r\n'],
        asked = [];
    Object.assign(globalThis, {
        setTimeout: (done) => timers.push(done),
        setInterval: () => 0,
        clearTimeout: () => {},
        addEventListener: () => {},
        WebSocket: socketOf((request) => {
            asked.push(request.split('\r\n')[2]);
            return replies.shift();
        }),
    });
    const node = new Node('ws://caracas/ws', {
        changed: () => {},
        refused: () => assert.fail('refused'),
    });
    const { socket } = globalThis;
    socket.onopen();
    await node.signIn('ana@caracas', 'CODE');
    timers.length = 0;
    socket.close();
    tick();
    assert.notEqual(globalThis.socket, socket, 'a new line');
    globalThis.socket.onopen();
    timers.length = 0;
    for (let i = 0; i < 4; i++) {
        await settle();
        tick();
    }
    assert.deepEqual(asked, ['STAFF', 'STAFF', 'STAFF', 'STAFF']);
});
