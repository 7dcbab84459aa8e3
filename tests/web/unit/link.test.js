/* The line (Q2), on a socket and a browser that are made up here. */
import { beforeEach, mock, test } from 'node:test';
import assert from 'node:assert/strict';
import { LineLost, Link } from '../../../client/web/shared/link.js';

const listeners = new Map();
let sockets = [];

class Socket {
    static CONNECTING = 0;
    static OPEN = 1;
    readyState = 1;
    sent = [];

    constructor() {
        sockets.push(this);
    }

    send(bytes) {
        this.sent.push(new TextDecoder().decode(bytes));
    }

    close() {
        this.readyState = 3;
    }

    reply(text) {
        this.onmessage({ data: new TextEncoder().encode(text).buffer });
    }
}

beforeEach(() => {
    sockets = [];
    globalThis.WebSocket = Socket;
    globalThis.addEventListener = (name, listener) => listeners.set(name, listener);
    mock.timers.reset();
    mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
});

function opened() {
    const link = new Link('ws://node/ws', { opened() {}, changed() {} });
    link.connect();
    sockets[0].onopen();
    return link;
}

test('a_line_that_was_lost_for_a_moment_is_there_again_though_nothing_was_asked', () => {
    const link = opened();
    assert.ok(link.up);
    listeners.get('offline')();
    assert.ok(!link.up);
    mock.timers.tick(2000);
    assert.deepEqual(sockets[0].sent, ['*1\r\n$4\r\nPING\r\n'], 'asked once');
    listeners.get('online')();
    sockets[0].reply('+PONG\r\n');
    assert.ok(link.up);
    mock.timers.tick(2000);
    assert.equal(sockets[0].sent.length, 1);
});

test('nothing_is_sent_on_a_socket_that_closes', async () => {
    const link = opened();
    sockets[0].readyState = 2;
    await assert.rejects(link.ask('EXAM'), LineLost);
    assert.equal(sockets[0].sent.length, 0);
    assert.ok(!link.up, 'the line is lost');
    mock.timers.tick(2000);
    assert.equal(sockets.length, 2, 'another one is opened');
});

test('a_request_without_a_reply_is_what_is_waited_for', async () => {
    const link = opened(), asked = link.ask('EXAM');
    listeners.get('offline')();
    mock.timers.tick(2000);
    assert.equal(sockets[0].sent.length, 1);
    sockets[0].reply('+OK\r\n');
    assert.equal(await asked, 'OK');
    assert.ok(link.up);
});
