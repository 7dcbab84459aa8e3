/* tap.js - what goes over a page's WebSocket: each SAVE that the node acknowledged, as the browser
 * itself saw request and reply. Chromium alone. */

/* Words of a request, an array of bulk strings. */
function wordsOf(bytes) {
    const words = [];
    let at = bytes.indexOf('\r\n') + 2;
    while (at < bytes.length) {
        const end = bytes.indexOf('\r\n', at);
        const size = Number(bytes.toString('latin1', at + 1, end));
        words.push(bytes.toString('utf8', end + 2, end + 2 + size));
        at = end + 2 + size + 2;
    }
    return words;
}

/* The number behind the name in a reply of pairs. */
function numberIn(bytes, name) {
    const found = new RegExp(`${name}\\r\\n:(\\d+)\\r\\n`).exec(bytes.toString('latin1'));
    return found === null ? null : Number(found[1]);
}

/* Appends {n, seq, values, entry} to `saves` for each. */
export function tap(page, saves) {
    page.on('websocket', (socket) => {
        const waiting = [];
        socket.on('framesent', ({ payload }) => waiting.push(wordsOf(Buffer.from(payload))));
        socket.on('framereceived', ({ payload }) => {
            const [command, n, seq, ...values] = waiting.shift() ?? [];
            const entry = numberIn(Buffer.from(payload), 'entry');
            if (command === 'SAVE' && entry !== null)
                saves.push({ n: Number(n), seq: Number(seq), values, entry });
        });
    });
}
