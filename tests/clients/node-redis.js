// node-redis.js PORT ID DIR - takes an exam by node-redis with its defaults, which loses its connection
// between the first answer and the second. It was given ID and code, and signs in again by itself.
// Prints "answered" before that, and the result at the end.
const { createClient } = require('redis');

async function open(options) {
    const client = createClient(options);
    client.on('error', () => {}); // it connects again by itself
    await client.connect();
    return client;
}

// Not events.once(): an error, of which there may be some meanwhile, would end that.
const event = (client, name) => new Promise(resolve => client.once(name, resolve));

const pairs = reply => Object.fromEntries(
    reply.flatMap((name, i) => i % 2 === 0 ? [[name, reply[i + 1]]] : []));

async function main(port, id) {
    const desk = await open({ url: `redis://127.0.0.1:${port}` });
    const { code } = pairs(await desk.sendCommand(['REGISTER', id, 'Ana']));
    await desk.close();
    const password = `${code}:a-terminal-of-this-test`; // the same terminal, whatever connection it has
    const node = await open({ url: `redis://127.0.0.1:${port}`, username: id, password });
    await node.sendCommand(['START']);
    await node.sendCommand(['ANSWER', '1', '1']);
    const again = event(node, 'reconnecting').then(() => event(node, 'ready'));
    console.log('answered');
    await again;
    await node.sendCommand(['START']);
    await node.sendCommand(['ANSWER', '2', '1']);
    console.log('saved', pairs(await node.sendCommand(['EXAM'])).answered);
    console.log('finished', pairs(await node.sendCommand(['FINISH'])).max);
    await node.close();
}

main(process.argv[2], process.argv[3]);
