/* run.js [SUITE…] - the suites in this order, or those that are named. Exit status 1 when a check did
 * not hold. */
import { check, summary } from './lib/checks.js';

const SUITES = ['harness', 'exam', 'exam-views', 'senses', 'line', 'staff', 'deadline', 'desk', 'orders', 'outcome', 'desk-views', 'firefox', 'faults'];

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : SUITES) {
    console.log(name);
    const { run } = await import(`./suites/${name}.js`);
    try {
        await run();
    } catch (error) {
        await check(`${name} could be run`, () => Promise.reject(error));
    }
}
process.exit(summary() === 0 ? 0 : 1);
