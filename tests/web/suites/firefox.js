/* The essential things in Firefox: an exam of each kind of question, the line cut, a reload, handing in,
 * and nothing left; the desk beside it. */
import { Applicant, givenIn } from '../lib/applicant.js';
import { Firefox } from '../lib/browsers.js';
import { check, look, same } from '../lib/checks.js';
import { Desk } from '../lib/desk.js';
import { Room } from '../lib/room.js';
import { ANSWERS, BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { PuppeteerScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const BOTH = 'saved at both centres';

async function sits(room, browser, ana) {
    const { screen } = ana;
    await check('Firefox: registers, signs in and starts', async () => {
        await ana.begin(room.caracas);
        same(await screen.violations(), [], 'what axe finds');
    });
    await check('Firefox: each kind of answer is saved at both centres', async () => {
        await ana.chooses(...ANSWERS.single);
        await ana.isMarked(BOTH);
        await ana.chooses(...ANSWERS.multiple);
        await ana.types(...ANSWERS.short);
        await ana.types(...ANSWERS.numeric);
        await ana.matches(...ANSWERS.matching);
        await ana.isMarked(BOTH);
        await ana.chooses(...ANSWERS.markup);
    });
    await check('Firefox: the line is cut and mended: kept, then saved', async () => {
        browser.line.cut();
        await ana.types(...ANSWERS.essay);
        await ana.isMarked('kept in this browser');
        browser.line.mend();
        await ana.isMarked(BOTH);
    });
    await check('Firefox: the node is killed: a reload while it is away goes on', async () => {
        await screen.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
        await room.caracas.kill();
        await ana.chooses('ñandú', ana.say('True'));
        await ana.isMarked('kept in this browser');
        await screen.page.reload();
        await ana.sits();
        await ana.find('ñandú');
        await room.caracas.start();
        await ana.isMarked(BOTH);
    });
    await check('Firefox: hands in; the record has what was given, and nothing stays', async () => {
        await ana.handIn();
        const record = await room.caracas.record(ana.id);
        same(givenIn(record, 'ñandú').length, 1, 'answers to the one of the kill');
        same(givenIn(record, ANSWERS.essay[0]), [ANSWERS.essay[1]], 'the text');
        const { session, local, cookies, databases } = await screen.kept();
        same([session, local, cookies, Object.values(databases).flat()], [{}, {}, '', ['salt']], 'what is kept');
    });
}

async function givesOrders(desk) {
    const { screen } = desk;
    await check('Firefox: an order by the list of all orders, and what is said after it', async () => {
        await screen.click('button', 'More orders …');
        await screen.click('button', 'Announce');
        await screen.type('Announcement', 'Quedan diez minutos');
        await screen.click('button', 'Announce');
        await screen.sees(/Entrada \d+ de Caracas: aviso/);
        same(await screen.violations('dialog[open]'), [], 'what axe finds');
        await screen.click('button', 'Close');
    });
    await check('Firefox: dialogs by letters: looked at, and left with Escape', async () => {
        for (const [letter, title] of [['P', 'Pause'], ['e', 'More time'], ['b', 'Begin the exam']]) {
            await screen.press(letter);
            await screen.sees(title);
            same(await screen.violations('dialog[open]'), [], `what axe finds: ${title}`);
            same(await screen.cut(), [], `what is cut off: ${title}`);
            await screen.press('Escape');
            await until('it is left', async () => !await desk.page.evaluate(() => document.querySelector('dialog[open]')));
        }
    });
    await check('Firefox: a page that is loaded again goes on without the code', async () => {
        await desk.page.reload();
        await desk.lineHas('V12345678', 'finished');
    });
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const browser = await Firefox.start({ lang: 'es' });
    try {
        await room.start();
        const ana = new Applicant(new PuppeteerScreen(await browser.page(), 'es'), 'V12345678', HOSTILE_NAME);
        look({ ana: ana.page });
        await sits(room, browser, ana);
        const desk = new Desk(new PuppeteerScreen(await browser.page(), 'es'));
        look({ desk: desk.page });
        await check('Firefox: the desk shows who has finished', async () => {
            await desk.signIn(room.caracas, 'ana', 'board');
            await desk.lineHas('V12345678', 'finished');
            await desk.screen.sees(put(HOSTILE_NAME));
            same(await desk.screen.violations(), [], 'what axe finds');
        });
        await givesOrders(desk);
        await check('Firefox: nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        await browser.close();
        await room.close();
    }
}
