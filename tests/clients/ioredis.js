// ioredis.js PORT ID DIR - takes an exam by ioredis with its defaults, which loses its connection between
// the first answer and the second. Prints "answered" before that, and the result at the end.
const Redis = require('ioredis');

// Not events.once(): an error, of which there may be some meanwhile, would end that.
const event = (client, name) => new Promise(resolve => client.once(name, resolve));

const pairs = reply => Object.fromEntries(
    reply.flatMap((name, i) => i % 2 === 0 ? [[name, reply[i + 1]]] : []));

async function main(port, id) {
    const node = new Redis(port);
    node.on('error', () => {}); // it connects again by itself
    const { code } = pairs(await node.call('REGISTER', id, 'Ana'));
    await node.call('AUTH', id, code, 'a-terminal-of-this-test');
    await node.call('START');
    await node.call('ANSWER', 1, 1);
    const again = event(node, 'close').then(() => event(node, 'ready'));
    console.log('answered');
    await again;
    await node.call('AUTH', id, code, 'a-terminal-of-this-test');
    await node.call('START');
    await node.call('ANSWER', 2, 1);
    console.log('saved', pairs(await node.call('EXAM')).answered);
    console.log('finished', pairs(await node.call('FINISH')).max);
    await node.quit();
}

main(Number(process.argv[2]), process.argv[3]);
