/* What the staff do, as the person at the page sees it: admission, the common start, an announcement,
 * more time, pauses, the end with answers that were not sent. */
import { Applicant, givenIn } from '../lib/applicant.js';
import { Chromium, Covered } from '../lib/browsers.js';
import { check, holds, look, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { BANK, PLAN } from '../lib/sample.js';
import { ChromiumScreen, PuppeteerScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const ASKED_MS = 5000; /* who asked for the start in so long before the begin starts with it */

async function enters(browser, node, lang, id, name, width) {
    const person = new Applicant(new ChromiumScreen(await browser.page({ width }), lang), id, name);
    await person.register(node);
    await person.enter();
    return person;
}

async function allSee(people, text, options) {
    await Promise.all(people.map(({ screen }) => screen.sees(text, options)));
}

/* Somebody who is ready, and whose browser stops the page behind another window: since when. */
async function isCovered({ caracas }, covered, rosa) {
    await rosa.register(caracas);
    await rosa.enter();
    await caracas.ctl(['admit', rosa.id]);
    await rosa.screen.sees('The staff give the sign.');
    await covered.hide(rosa.page);
    await covered.freeze();
    return performance.now();
}

async function waitForStart({ caracas }, people, covered_at) {
    const [ana, luis] = people;
    await check('nobody starts who is not admitted', async () => {
        await allSee(people, 'Wait here: the staff are admitting people. Have your ID ready. Your time does ' +
            'not run. Once you are admitted, this screen says how it goes on.');
        holds(!await ana.screen.has('button', 'Start the exam'), 'there is no button to start');
        same(await ana.screen.violations(), [], 'what axe finds');
    });
    await check('who is admitted waits for the common start', async () => {
        await caracas.ctl(['admit', ana.id, luis.id]);
        await allSee(people, 'You are ready. Everybody starts at the same time: wait here. Your exam begins by ' +
            'itself, and your time does not run before.');
    });
    await check('all begin when the staff say so', async () => {
        await until('the last request of the page that was stopped counts no more', () => performance.now() - covered_at > ASKED_MS);
        await caracas.ctl(['begin']);
        await Promise.all(people.map((person) => person.sits()));
    });
}

async function secondsLeft({ screen }) {
    const [, hours = 0, minutes, seconds] = /\b(?:(\d+):)?(\d+):(\d\d)\b/.exec(await screen.text());
    return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

async function uncovers({ caracas }, covered, rosa, ana) {
    const { screen } = rosa;
    await check('a page that was hidden and stopped starts when it is shown, with the whole time', async () => {
        await covered.show(rosa.page);
        await rosa.sits();
        await until('more is left than for who started with the others', async () => {
            const others = await secondsLeft(ana);
            return await secondsLeft(rosa) > others;
        });
    });
    await check('what is being typed is saved when the page is hidden', async () => {
        await rosa.types('por qué llueve', 'El agua sube.');
        const { journal } = await caracas.status();
        await covered.hide(rosa.page);
        await covered.freeze(); /* no timer saves it */
        await until('the entry of its answer', async () => (await caracas.status()).journal > journal);
        await covered.show(rosa.page);
    });
}

async function duringTheExam({ caracas }, people) {
    const [ana] = people;
    await check('an announcement is on every screen, and is put away', async () => {
        await caracas.ctl(['announce', 'Pregunta 7: lea <b>2</b> donde dice 3']);
        await allSee(people, put('Pregunta 7: lea <b>2</b> donde dice 3'));
        same(await ana.screen.violations(), [], 'what axe finds');
        await ana.screen.click('button', 'Put away');
        await ana.screen.gone(put('Pregunta 7'));
    });
    await check('more time is said', async () => {
        await caracas.ctl(['extend', ana.id, '10', '--reason', 'the lamps failed']);
        await ana.screen.sees(/10 minut/);
        await ana.screen.sees(/\b1:0\d:\d\d|6\d:\d\d/);
    });
    await check('a pause hides the question, and what was given is saved', async () => {
        await ana.types('plural de', 'lápices');
        await caracas.ctl(['pause', '--all', '--reason', 'fire alarm']);
        await allSee(people, 'The exam is paused');
        holds(!(await ana.screen.text()).includes('plural de'), 'the question is hidden');
        same(await ana.screen.violations(), [], 'what axe finds');
        await caracas.ctl(['resume', '--all']);
        await Promise.all(people.map((person) => person.sits()));
        await ana.find('plural de');
        await ana.isMarked('saved at both centres');
    });
}

async function ends({ caracas }, browser, ana, luis) {
    await check('ended while the line is cut: what was not sent is not counted, and shown so', async () => {
        await ana.chooses('sinónimo', 'duradero');
        await ana.isMarked('saved at both centres');
        browser.line.cut();
        await ana.chooses('sinónimo', 'pasajero');
        await ana.isMarked('kept in this browser');
        await caracas.ctl(['end', ana.id, '--reason', 'time']);
        const record = await caracas.record(ana.id);
        browser.line.mend();
        await ana.screen.sees(/not counted|no se cont|no cuenta/i);
        same(givenIn(record, 'sinónimo'), ['duradero'], 'what counts');
    });
    await check('the other one goes on, and hands in', async () => {
        await luis.chooses('sinónimo', 'pasajero');
        await luis.isMarked('saved at both centres');
        await luis.handIn();
    });
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: `${PLAN}admit = staff\nstart = together\n` });
    const browser = await Chromium.start({ lang: 'en' });
    const covered = await Covered.start({ lang: 'en' });
    try {
        await room.start();
        const ana = await enters(browser, room.caracas, 'en', 'V12345678', 'Ana Rojas', 1280);
        const luis = await enters(browser, room.caracas, 'en', 'V23456789', 'Luis Peña', 320);
        look({ ana: ana.page, luis: luis.page });
        const rosa = new Applicant(new PuppeteerScreen(await covered.page(), 'en'), 'V34567890', 'Rosa Gil');
        await waitForStart(room, [ana, luis], await isCovered(room, covered, rosa));
        await uncovers(room, covered, rosa, ana);
        await duringTheExam(room, [ana, luis]);
        await ends(room, browser, ana, luis);
        await check('nothing was refused by the policy, and no script failed', async () => same([...browser.complaints, ...covered.complaints], [], 'complaints'));
    } finally {
        await browser.close();
        await covered.close();
        await room.close();
    }
}
