/* Orders that are given on the desk page: each acts at the person's terminal, and its entry in the journal is
 * shown. What an order does for several people, and who may give which. */
import { sayKind } from '../../../client/web/desk/said.js';
import { Chromium } from '../lib/browsers.js';
import { check, holds, look, same } from '../lib/checks.js';
import { Seated } from '../lib/crowd.js';
import { Desk } from '../lib/desk.js';
import { Room } from '../lib/room.js';
import { BANK, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';
import { Refusal } from '../lib/wire.js';

const NAMES = ['Ana Rojas', 'Luis Peña', 'María Núñez', 'José Ortiz', 'Carmen Díaz', 'Pedro Mora'];

async function fill(room) {
    const people = [];
    for (const [i, name] of NAMES.entries())
        people.push(await Seated.register(room.caracas, `V1000000${i + 1}`, name));
    for (const person of people.slice(0, 4))
        await (await person.signIn()).start(2);
    return people;
}

/* What the node refuses a request with; "": nothing. */
async function refusal(wire, ...words) {
    try {
        await wire.ask(...words);
        return '';
    } catch (error) {
        if (error instanceof Refusal)
            return error.message;
        throw error;
    }
}

const standing = (person) => person.wire.askPairs('EXAM');

/* Which entry carries out the order, in words. */
function hasEntry(said, kind, id, reason = '') {
    holds(new RegExp(`Entry \\d+ of Caracas: ${sayKind(kind)} \\(${id}\\), .*ana@caracas${reason !== '' ? `: ${reason}` : ''}`).test(said),
        `an entry ${kind} of ${id} in: ${said}`);
}

/* --- one person --- */

async function corrects(room, desk, people) {
    const [ana, , , , carmen] = people;
    await check('AMEND: the terminal has the right name', async () => {
        hasEntry(await desk.order('Correct the name', [ana.id], { 'The right name': 'Ana María Rojas' }), 'amend', ana.id);
        same((await standing(ana)).name, 'Ana María Rojas', 'the name');
        await desk.lineHas(ana.id, /Ana María Rojas/);
    });
    await check('RENAME-ID: the right ID signs in with the same code', async () => {
        const said = await desk.order('Correct the ID', [carmen.id], { 'The right ID': 'V-11.000.005' });
        holds(said.includes('V11000005'), `the ID in: ${said}`);
        carmen.id = 'V11000005';
        await desk.lineHas(carmen.id, /Carmen/);
        await carmen.signIn();
    });
    await check('REISSUE: the new code is shown once, and the old one ends', async () => {
        const { screen } = desk, old = carmen.code;
        await desk.choose(carmen.id);
        await desk.prepare('New access code');
        await desk.give('New access code');
        await screen.sees('Close: the code is not shown again');
        holds((await desk.dialog().innerText()).includes('Carmen Díaz'), 'the slip has the name');
        carmen.code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(await desk.dialog().innerText())[0];
        holds(carmen.code !== old, 'it is another one');
        await screen.click('button', 'Close: the code is not shown again');
        const wire = await room.caracas.wire();
        same(await refusal(wire, 'AUTH', carmen.id, carmen.code, 'b'.repeat(32)), '', 'the new code');
        holds((await refusal(wire, 'AUTH', carmen.id, old, 'b'.repeat(32))).startsWith('WRONGPASS'), 'the old one is wrong');
        wire.close();
        await desk.tab('Given here');
        const given = await screen.text();
        await desk.tab('Room');
        hasEntry(given, 'reissue', carmen.id);
        holds(!(await screen.page.content()).includes(carmen.code), 'the code is nowhere in the page');
    });
    await check('NOTE: the irregularity stands where somebody must look', async () => {
        hasEntry(await desk.order('Irregularity', [ana.id], { 'What happened': 'a telephone' }), 'note', ana.id, 'a telephone');
        await until('the incident', async () => (await desk.screen.find('region', 'Who needs somebody').innerText()).includes('Note: a telephone'));
    });
}

async function rules(room, desk, people) {
    const [ana, luis, maria] = people;
    await check('VOID, and undo: the terminal hears both', async () => {
        await desk.choose(ana.id);
        await desk.prepare('Declare void');
        await desk.screen.type('Why', 'had help');
        await desk.give('Declare void');
        hasEntry(await desk.done(), 'void', ana.id, 'had help');
        same((await standing(ana)).void, 'yes', 'void');
        await desk.screen.click('button', 'Undo');
        await desk.give('Undo');
        hasEntry(await desk.done(), 'void', ana.id);
        await desk.close();
        same((await standing(ana)).void, 'no', 'void');
    });
    await check('MOVE: the next terminal has the exam', async () => {
        hasEntry(await desk.order('Free from its terminal', [luis.id]), 'terminal', luis.id);
        same((await standing(luis)).terminal, 'other', 'whose it is');
        const there = await room.caracas.wire();
        await there.ask('AUTH', luis.id, luis.code, 'c'.repeat(32));
        same((await there.askPairs('START')).terminal, 'yours', 'whose it is at the other terminal');
        there.close();
    });
    await check('END: in 10 s with what is saved; REOPEN: it goes on when it is resumed', async () => {
        hasEntry(await desk.order('End the exam', [maria.id]), 'end', maria.id);
        await desk.lineHas(maria.id, 'finished');
        same((await standing(maria)).state, 'finished', 'the exam');
        hasEntry(await desk.order('Reopen', [maria.id], { 'Minutes (empty: what was left)': '20', Why: 'a mistake' }), 'reopen', maria.id, 'a mistake');
        const stands = await standing(maria);
        same([stands.paused, stands.remaining], ['person', 20 * 60], 'paused, and with 20 minutes');
        hasEntry(await desk.order('Resume', [maria.id]), 'resume', maria.id);
        const { state, answered } = await standing(maria);
        same([state, answered], ['running', 2], 'the exam goes on');
    });
    await check('RESET: another exam, and the first one is kept', async () => {
        hasEntry(await desk.order('Grant a new exam', [maria.id], { Why: 'the paper was wrong' }), 'reset', maria.id, 'the paper was wrong');
        const { sitting, answered } = await maria.wire.askPairs('START');
        same([sitting, answered], [2, 0], 'the sitting that starts');
    });
}

/* --- the two centres, and the hours --- */

async function movesBetweenCentres(room, desk, people) {
    const [, , , , , pedro] = people;
    await check('TRANSFER: the person is at the other centre', async () => {
        hasEntry(await desk.order('Move to the other centre', [pedro.id]), 'transfer', pedro.id);
        await desk.tab(put('Maracay'));
        await desk.lineHas(pedro.id, 'registered');
        const wire = await room.maracay.wire();
        await until('the sign-in there', async () => await refusal(wire, 'AUTH', pedro.id, pedro.code) === '');
        wire.close();
    });
    await check('RECALL: and comes back', async () => {
        await desk.order('Ask back', [pedro.id]);
        await desk.tab('Room');
        await desk.lineHas(pedro.id, 'registered');
    });
}

async function changesTheHours(room, desk) {
    const hours = async () => (await room.caracas.status()).hours;
    await check('HOURS: changed, and the plan\'s again', async () => {
        const before = await hours();
        await desk.order('Change the hours', [], {
            'Closes (empty: stays; now, +30 or a moment)': '2099-01-01 12:30 -04:00', Why: 'the power failed' });
        await until('the hours', async () => (await hours()).startsWith('until 2099-01-01'), { detail: hours });
        await desk.order('Back to the hours of the plan', [], { Why: 'a mistake' });
        same(await hours(), before, 'the hours');
    });
}

/* --- several --- */

async function severalAtOnce(room, desk, people) {
    const [ana, luis, , jose, , pedro] = people;
    const ahead = () => Promise.all([ana, jose].map((person) => person.secondsAhead(luis)));
    await check('one of several is elsewhere: done for the others, and undone for them alone', async () => {
        const { screen } = desk;
        const before = await ahead();
        const minutesMore = async () => (await ahead()).map((seconds, i) => Math.round((seconds - before[i]) / 60));
        await desk.choose(ana.id, jose.id, pedro.id);
        await desk.prepare('More time');
        await room.caracas.ctl(['transfer', pedro.id, 'maracay', '--yes']);
        await screen.type('Minutes', '10');
        await screen.type('Why', 'noise');
        await desk.give('More time');
        const said = await desk.done();
        holds(said.includes('Done for 2 people.'), `how many, in: ${said}`);
        holds(new RegExp(`Not for ${pedro.id}: This person (belongs to|is on the way to) Maracay`).test(said), `why not, in: ${said}`);
        same(await minutesMore(), [10, 10], 'the minutes that both have more');
        await screen.click('button', 'Undo');
        holds(!(await desk.dialog().innerText()).includes(pedro.id), 'the undo is not for who was refused');
        await desk.give('Undo');
        holds((await desk.done()).includes('Done for 2 people.'), 'it is taken back for both');
        await desk.close();
        same(await minutesMore(), [0, 0], 'the minutes that both have more');
    });
}

async function mayNot(room, browser, people) {
    const [ana, , , jose] = people;
    const desk = new Desk(new ChromiumScreen(await browser.page(), 'en'));
    const { screen } = desk;
    look({ invigilator: desk.page });
    await check('an invigilator has the orders of a room, and not those of the board', async () => {
        await desk.signIn(room.caracas, 'eva', 'invigilator');
        await desk.lineHas(ana.id, 'running');
        await desk.choose(ana.id);
        await screen.click('button', 'More orders …');
        const orders = await desk.dialog().innerText();
        holds(orders.includes('More time') && !orders.includes('Declare void'), `the orders: ${orders}`);
        await desk.close();
        holds(!(await screen.text()).includes('Results'), 'there are no results');
    });
    await check('what is the board\'s is refused in words, and nothing is done', async () => {
        await desk.choose(jose.id);
        await screen.press('x');
        await desk.give('End the exam');
        await screen.sees('This ends the exam of 2 people, and cannot be taken back. Is it meant?');
        await screen.click('button', 'Yes, do it');
        await screen.sees('This account may not do that: ask the board');
        same((await standing(ana)).ended, 'no', 'ended');
        await desk.leave();
    });
    await desk.page.close();
}

async function closesForGood(room, desk) {
    await check('RETIRE: asks, and the page says that the centre is closed', async () => {
        await desk.prepare('Close this centre for good');
        await desk.screen.type('Type its name again', 'maracay');
        await desk.give('Close this centre for good');
        await desk.screen.sees('The name that is typed again is another one.');
        await desk.screen.type('Type its name again', 'caracas');
        await desk.give('Close this centre for good');
        await desk.screen.click('button', 'Yes, do it');
        holds(/Entry \d+ of Caracas: closed for good, .*ana@caracas/.test(await desk.done()), 'its entry');
        await desk.close();
        same((await room.caracas.status()).standing, 'adopted', 'how the node stands');
        await desk.tab('Centre');
        await desk.screen.sees('Maracay has taken over the people of this node, which is closed for good');
    });
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const browser = await Chromium.start({ lang: 'en' });
    let people = [];
    try {
        await room.start();
        people = await fill(room);
        const desk = new Desk(new ChromiumScreen(await browser.page(), 'en'));
        look({ desk: desk.page });
        await check('the board signs in', async () => {
            await desk.signIn(room.caracas, 'ana', 'board');
            await desk.lineHas(people[0].id, 'running');
        });
        await corrects(room, desk, people);
        await rules(room, desk, people);
        await changesTheHours(room, desk);
        await movesBetweenCentres(room, desk, people);
        await severalAtOnce(room, desk, people);
        await mayNot(room, browser, people);
        look({ desk: desk.page });
        await closesForGood(room, desk);
        await check('nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        people.forEach((person) => person.leave());
        await browser.close();
        await room.close();
    }
}
