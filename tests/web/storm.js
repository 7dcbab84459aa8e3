/* storm.js - lives of one person among faults (lib/storm.js), each from its seed. RUNS= how many, SEED=
 * the first. A life that breaks a promise prints its steps and its seed; `make storm RUNS=1 SEED=n`
 * lives it again. */
import { Chance } from './lib/chance.js';
import { Chromium } from './lib/browsers.js';
import { check, holds, same, summary } from './lib/checks.js';
import { judge } from './lib/oracle.js';
import { run as runProgram } from './lib/process.js';
import { Room } from './lib/room.js';
import { smallDisk, Storm, STORM_BANK } from './lib/storm.js';

export async function run(runs, first) {
    const room = await Room.open({ bank: STORM_BANK });
    const mounts = process.env.SINODO_MOUNTS === 'own';
    if (mounts)
        await smallDisk(room, (dir) => runProgram('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', dir]));
    const browser = await Chromium.start({ lang: 'en' });
    try {
        await room.start();
        let promised = 0;
        for (let seed = first; seed < first + runs; seed++) {
            const steps = [];
            const held = await check(`storm ${seed}`, async () => {
                const storm = new Storm({ room, browser, chance: new Chance(seed), id: `V${30000000 + seed}`, say: (line) => steps.push(line) });
                const life = await storm.run();
                same(judge(life), [], 'what the oracle finds');
                promised += [...life.promised.values()].filter(({ saved }) => saved >= 0).length;
            });
            if (!held)
                console.log(`       ${steps.join('; ')}\n       again: make storm RUNS=1 SEED=${seed}`);
        }
        await check('control: pages were seen to promise something', async () => holds(promised > 0, 'an answer was shown as saved'));
        await check('the journals are whole', () => room.maracay.ctl(['verify']));
    } finally {
        await browser.close();
        if (mounts)
            await runProgram('umount', ['-l', room.caracas.data]);
        await room.close();
    }
}

if (process.argv[1].endsWith('storm.js')) {
    await run(Number(process.env.RUNS || 10), Number(process.env.SEED || 1));
    process.exit(summary() === 0 ? 0 : 1);
}
