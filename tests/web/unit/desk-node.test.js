/* The line of the desk to its node: who speaks on a new one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Node } from '../../../client/web/desk/node.js';
import { LineLost } from '../../../client/web/shared/link.js';
import { keepInTab, keptInTab } from '../../../client/web/desk/tab.js';

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

/* The page's world: a node that answers by `replies`, timers that go when they are told to, and what the
 * tab has stored. Returns the first word of each request, and the timers. */
function openPage(t, replies, stored = new Map()) {
    const { setTimeout, setInterval, clearTimeout } = globalThis;
    const asked = [],
        timers = [];
    t.after(() => Object.assign(globalThis, { setTimeout, setInterval, clearTimeout }));
    Object.assign(globalThis, {
        setTimeout: (done) => timers.push(done),
        setInterval: () => 0,
        clearTimeout: () => {},
        addEventListener: () => {},
        location: { reload: () => {} },
        sessionStorage: {
            getItem: (name) => stored.get(name) ?? null,
            setItem: (name, value) => stored.set(name, value),
            removeItem: (name) => stored.delete(name),
        },
        WebSocket: socketOf((request) => {
            asked.push(request.split('\r\n')[2]);
            return replies.shift();
        }),
    });
    return { asked, timers };
}

/* How the page was opened. */
function openedBy(t, type) {
    t.mock.method(performance, 'getEntriesByType', () => [{ type }]);
}

const heard = (entered = () => {}) => ({
    entered,
    changed: () => {},
    putOff: () => {},
    refused: () => assert.fail('refused'),
});

test('who had signed in is signed in again, however often the node puts it off', async (t) => {
    const { asked, timers } = openPage(t, [SIGNED_IN, BUSY, BUSY, SIGNED_IN, '+OK\r\n']);
    const tick = () => timers.splice(0).forEach((done) => done());
    let entered = 0;
    const node = new Node(
        'ws://caracas/ws',
        {},
        heard(() => entered++),
    );
    const { socket } = globalThis;
    socket.onopen();
    await node.signIn('ana@caracas', 'CODE');
    timers.length = 0;
    socket.close();
    tick();
    assert.notEqual(globalThis.socket, socket, 'a new line');
    globalThis.socket.onopen();
    timers.length = 0;
    await settle();
    assert.ok(node.refusal.is('BUSY', 'load'), 'why, for whoever waits');
    for (let i = 0; i < 4; i++) {
        tick();
        await settle();
    }
    assert.equal(node.refusal, null);
    assert.deepEqual(asked, ['STAFF', 'STAFF', 'STAFF', 'STAFF']);
    assert.equal(entered, 1, 'the page is built once');
});

test('a page that is loaded again signs in by itself', async (t) => {
    const stored = new Map();
    openPage(t, [SIGNED_IN], stored);
    const before = new Node('ws://caracas/ws', {}, heard());
    globalThis.socket.onopen();
    await before.signIn('ana@caracas', 'CODE');
    openedBy(t, 'reload');
    const { asked } = openPage(t, [SIGNED_IN], stored);
    const node = new Node('ws://caracas/ws', keptInTab(), heard());
    assert.ok(node.returns);
    globalThis.socket.onopen();
    await settle();
    assert.deepEqual(asked, ['STAFF']);
    assert.equal(node.role, 'board');
    assert.ok(!node.returns);
});

test('a tab that was closed or left asks for the code, and so does one where somebody signed out', async (t) => {
    const stored = new Map();
    openPage(t, [SIGNED_IN], stored);
    keepInTab({ account: 'ana@caracas', code: 'CODE' });
    openedBy(t, 'navigate');
    assert.equal(keptInTab().code, 'CODE', 'the node was away when it was loaded again');
    openedBy(t, 'back_forward');
    assert.deepEqual(keptInTab(), {});
    assert.equal(stored.size, 0, 'nothing stays');
    const node = new Node('ws://caracas/ws', {}, heard());
    globalThis.socket.onopen();
    await node.signIn('ana@caracas', 'CODE');
    assert.equal(stored.size, 1);
    node.signOut();
    assert.equal(stored.size, 0);
});

test('a reply that comes after somebody has signed out keeps nothing', async (t) => {
    const stored = new Map();
    openPage(t, [SIGNED_IN], stored);
    const node = new Node(
        'ws://caracas/ws',
        {},
        heard(() => assert.fail('entered')),
    );
    globalThis.socket.onopen();
    const signing = node.signIn('ana@caracas', 'CODE');
    node.signOut();
    await assert.rejects(signing, LineLost);
    assert.equal(stored.size, 0);
    assert.equal(node.role, '');
});

test('why a page that was loaded again is not signed in yet is told', async (t) => {
    const CLOSED = '-CLOSED contested this disk contradicts the other one\r\n';
    const { timers } = openPage(t, [CLOSED, SIGNED_IN]);
    const told = [];
    const node = new Node(
        'ws://caracas/ws',
        { account: 'ana@caracas', code: 'CODE' },
        { ...heard(), putOff: () => told.push(node.refusal.reason) },
    );
    globalThis.socket.onopen();
    timers.length = 0;
    await settle();
    assert.deepEqual(told, ['contested']);
    timers.splice(0).forEach((done) => done());
    await settle();
    assert.equal(node.role, 'board');
    assert.equal(node.refusal, null);
});
