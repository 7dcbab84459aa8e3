/* The harness itself, on nodes without a page: what a cut is, what a kill is, and that a control that
 * must fail does. */
import { check, holds, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { until } from '../lib/until.js';
import { Refusal } from '../lib/wire.js';

async function throws(run) {
    try {
        await run();
    } catch (error) {
        return error;
    }
    return null;
}

export async function run() {
    const room = await Room.open({ bank: 'db/banks/kinds.gift' });
    try {
        await room.start();
        await check('a registration is on both nodes, an answer is refused before the start', async () => {
            const wire = await room.caracas.wire();
            const { code, state } = await wire.askPairs('REGISTER', 'V12345678', 'Ana Rojas');
            same(state, 'confirmed', 'the state');
            await wire.ask('AUTH', 'V12345678', code);
            const refused = await throws(() => wire.ask('ANSWER', '1', '1'));
            holds(refused instanceof Refusal && refused.code === 'NOTSTARTED', `NOTSTARTED: ${refused}`);
            wire.close();
        });
        await check('the link is cut and mended', async () => {
            room.link.cut();
            await room.caracas.linkIs('down');
            room.link.mend();
            await room.caracas.linkIs('up');
        });
        await check('a node is killed and comes back with what it had', async () => {
            same(await room.caracas.kill(), 'SIGKILL', 'its end');
            await room.caracas.start();
            const people = JSON.parse(await room.caracas.ctl(['applicants', '--json']));
            same(people.map(({ id }) => id), ['V12345678'], 'the people');
        });
        await check('control: what never comes is said to be missing', async () => {
            const late = await throws(() => until('a thing that never comes', () => false, { ms: 50 }));
            holds(late?.message.includes('a thing that never comes'), `an error that names it: ${late}`);
        });
    } finally {
        await room.close();
    }
}
