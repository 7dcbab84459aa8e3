/* run.js [SUITE…] - the suites that are named; without a name all of them, two at a time, since they wait
 * for the most part: what a suite says is shown when it is done. Exit status 1 when a check did not hold. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { check, summary } from './lib/checks.js';

const SUITES = ['firefox', 'staff', 'deadline', 'line', 'exam-views', 'desk-views', 'orders', 'desk', 'exam', 'senses', 'faults',
    'outcome', 'harness'];
const LANES = 2;

async function runHere(names) {
    for (const name of names) {
        console.log(name);
        const { run } = await import(`./suites/${name}.js`);
        try {
            await run();
        } catch (error) {
            await check(`${name} could be run`, () => Promise.reject(error));
        }
    }
    return summary() === 0;
}

/* In a process of its own: the last lines of what it said, where it did not hold; '': it held. */
function runApart(name) {
    return new Promise((resolve) => {
        const child = spawn(process.execPath, [fileURLToPath(import.meta.url), name], { stdio: ['ignore', 'pipe', 'inherit'] });
        let said = '';
        child.stdout.on('data', (bytes) => { said += bytes; });
        child.on('close', (status) => {
            process.stdout.write(said);
            const summed = said.search(/^\d+ checks held, /m);
            resolve(status === 0 ? '' : summed < 0 ? 'it ended early' : said.slice(summed));
        });
    });
}

async function runAll() {
    const left = [...SUITES], bad = [];
    const lane = async () => {
        while (left.length > 0) {
            const name = left.shift();
            const ill = await runApart(name);
            if (ill !== '')
                bad.push(`${name}: ${ill}`);
        }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    console.log(bad.length === 0 ? `${SUITES.length} suites: all held` : `did not hold:\n${bad.join('\n')}`);
    return bad.length === 0;
}

const named = process.argv.slice(2);
process.exit(await (named.length > 0 ? runHere(named) : runAll()) ? 0 : 1);
