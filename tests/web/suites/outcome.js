/* What becomes of an exam, at the desk: results and how the questions did, as files and on paper; the slip of a
 * new code; results that are withheld until they are published. */
import fs from 'node:fs';
import path from 'node:path';
import { Chromium } from '../lib/browsers.js';
import { check, holds, look, same } from '../lib/checks.js';
import { Seated } from '../lib/crowd.js';
import { Desk } from '../lib/desk.js';
import { Room } from '../lib/room.js';
import { BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const ROSTER = `cedula,nombre,nodo,sala
V10000001,Ana Rojas,caracas,Aula 5
V10000002,,caracas,Aula 6
V10000003,María Núñez,caracas,Aula 6
V20000001,Rosa Gil,maracay,Aula 1
`;

/* What sinodoctl writes of each report. */
const REPORTS = [['Results by rank', 'results', ['results']], ['Questions', 'items', ['items']],
    ['Options of the questions', 'items-options', ['items', '--options']], ['The exam in one row', 'exam', ['items', '--exam']]];
const FORMATS = [['CSV', 'csv', ['--csv']], ['CSV for a Spanish Excel', 'csv', ['--excel', 'es']], ['JSON', 'json', ['--json']]];

async function fill({ caracas, maracay }) {
    const people = [];
    for (const [node, id, name] of [[caracas, 'V10000001', ''], [caracas, 'V10000002', HOSTILE_NAME], [maracay, 'V20000001', '']])
        people.push(await Seated.register(node, id, name));
    for (const [i, person] of people.entries()) {
        await (await person.signIn()).start(8 - i);
        await person.finish();
    }
    return people;
}

/* The bytes that sinodoctl writes. */
async function written(room, words) {
    const file = path.join(room.dir, 'report');
    await room.caracas.ctl([...words, file]);
    return fs.readFileSync(file);
}

async function downloads(room, desk) {
    const { screen } = desk;
    await desk.tab('Results');
    for (const [label, name, words] of REPORTS)
        await check(`${name}: each file is byte by byte that of sinodoctl`, async () => {
            await screen.choose('Report', screen.say(label));
            for (const [format, ending, option] of FORMATS) {
                const [download] = await Promise.all([desk.page.waitForEvent('download'), screen.click('button', put(`Download ${format}`))]);
                same(download.suggestedFilename(), `${name}.${ending}`, 'the name of the file');
                const file = path.join(room.dir, 'downloaded');
                await download.saveAs(file);
                const [got, wanted] = [fs.readFileSync(file), await written(room, [...words, ...option])];
                holds(got.equals(wanted), `${format}: ${got} is ${wanted}`);
            }
        });
    await check('the results are shown as the file has them', async () => {
        await screen.choose('Report', screen.say('Results by rank'));
        await screen.click('button', 'Show');
        await until('the table', () => screen.has('region', 'Results by rank'));
        const rows = await desk.page.evaluate(() => [...document.querySelectorAll('.report tbody tr')].map((row) => row.cells[0].innerText));
        const results = JSON.parse(await written(room, ['results', '--json']));
        same(rows, results.map((row) => row.id), 'the IDs');
    });
}

/* What is on paper of the page. */
async function onPaper(desk, run) {
    await desk.page.emulateMedia({ media: 'print' });
    try {
        await run(await desk.page.evaluate(() => document.body.innerText));
        same(await desk.page.locator('button:visible, nav:visible, select:visible, header:visible').count(), 0, 'buttons and tabs on paper');
    } finally {
        await desk.page.emulateMedia({ media: 'screen' });
    }
}

/* window.print() opens a dialog that nobody closes here. */
async function prints(desk) {
    await desk.page.evaluate(() => (window.print = () => (window.printed = true)));
    await desk.screen.click('button', 'Print');
    same(await desk.page.evaluate(() => window.printed), true, 'whether it was printed');
    await desk.page.evaluate(() => (window.printed = false));
}

async function paper(room, desk) {
    const { screen } = desk;
    await check('results on paper: the table alone', () => onPaper(desk, async (text) => {
        holds(/^Admisión 2027 [^]* · Results by rank\n[^]*V20000001/.test(text.trim()) && !text.includes('Report'), `the table alone: ${text}`);
    }));
    await check('lists on paper: each room begins a page, with all who may come', async () => {
        await desk.tab('Lists');
        await screen.sees(put('María Núñez (not registered)'));
        await prints(desk);
        await onPaper(desk, async (text) => {
            holds(/Aula 5[^]*Ana Rojas[^]*Present: ______ of 1[^]*Aula 6[^]*of 2/.test(text), `both rooms: ${text}`);
            holds(text.includes(HOSTILE_NAME), 'a name full of markup is text');
            const breaks = await desk.page.evaluate(() => [...document.querySelectorAll('.list')].map((list) => getComputedStyle(list).breakBefore));
            same(breaks, ['auto', 'page'], 'where pages begin');
        });
    });
    await check('the slip of somebody who is registered at the desk, alone on its paper', async () => {
        await desk.tab('Room');
        await desk.prepare('Register somebody');
        await screen.type('ID', 'v-10.000.003');
        await desk.give('Register somebody');
        await screen.sees('Close: the code is not shown again');
        await prints(desk);
        await onPaper(desk, async (text) => {
            holds(/María Núñez[^]*V10000003[^]*Caracas[^]*Admisión 2027[^]*\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.test(text), `the slip: ${text}`);
            holds(!text.includes('V10000001'), 'nobody else');
        });
        await screen.click('button', 'Close: the code is not shown again');
        await desk.lineHas('V10000003', 'registered');
        await desk.tab('Lists');
        await screen.gone(put('María Núñez (not registered)'));
    });
}

async function publishes(room, desk, [ana]) {
    const { screen } = desk;
    const result = () => ana.wire.askPairs('RESULT');
    await check('results are withheld until the board publishes them, which is asked first', async () => {
        same((await result()).withheld, 'yes', 'withheld');
        await desk.tab('Centre');
        await screen.click('button', 'Publish the results');
        await desk.give('Publish the results');
        await screen.sees('Say why: the journal keeps it.');
        await screen.type('Why', 'the board has met');
        await desk.give('Publish the results');
        await screen.sees(/This node shows 2 results/);
        same((await result()).withheld, 'yes', 'withheld while it is asked');
        await screen.click('button', 'Yes, do it');
        const said = await desk.done();
        holds(/Entry \d+ of Caracas: publication of the results, .*ana@caracas: the board has met/.test(said), `its entry in: ${said}`);
        await desk.close();
        await until('the result', async () => (await result()).withheld === 'no');
    });
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: `${PLAN}withhold = yes\n`, roster: ROSTER });
    const browser = await Chromium.start({ lang: 'en' });
    let people = [];
    try {
        await room.start();
        people = await fill(room);
        const desk = new Desk(new ChromiumScreen(await browser.page(), 'en'));
        look({ desk: desk.page });
        await check('the board signs in', async () => {
            await desk.signIn(room.caracas, 'ana', 'board');
            await desk.lineHas(people[0].id, 'finished');
        });
        await downloads(room, desk);
        await paper(room, desk);
        await publishes(room, desk, people);
        await check('nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        people.forEach((person) => person.leave());
        await browser.close();
        await room.close();
    }
}
