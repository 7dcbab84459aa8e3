/* What becomes of answers when the line, a node or the browser goes: what the page says, and what the
 * nodes have in the end. */
import { Applicant, givenIn } from '../lib/applicant.js';
import { Chromium } from '../lib/browsers.js';
import { check, look, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { BANK, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const KEPT = 'kept in this browser', HERE = 'saved here', BOTH = 'saved at both centres';

async function bandCounts(room, browser, screen) {
    await check('the first page says for how long the line has been lost', async () => {
        await screen.open(room.caracas.exam);
        await screen.sees('No access code yet?');
        await screen.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
        browser.line.cut();
        const seconds = async () => Number(/for (\d+) second/.exec(await screen.text())?.[1]);
        const first = await until('the band', seconds);
        await until('a greater number', async () => await seconds() > first);
        browser.line.mend();
    });
}

async function lineIsCut(room, browser, ana) {
    const { screen } = ana;
    await check('the line is cut: said at once, in words', async () => {
        await ana.chooses('sinónimo', 'duradero');
        await ana.isMarked(BOTH);
        browser.line.cut();
        await screen.sees('You can go on: your answers are kept in this computer and are sent by themselves.');
    });
    await check('answers are kept in this browser', async () => {
        await ana.chooses('sinónimo', 'antiguo');
        await ana.isMarked(KEPT);
        await ana.chooses('sinónimo', 'pasajero');
        await ana.isMarked(KEPT);
        await ana.types('7 × 8', '56');
        await ana.chooses('dos verbos', 'comer', 'reír');
        await ana.isMarked(KEPT);
        same(await screen.violations(), [], 'what axe finds');
    });
    await check('handing in is refused meanwhile', async () => {
        await ana.toHandIn();
        await screen.sees(put(ana.say('There is no connection: you can hand in when it is back. If the time runs out before, what is saved counts.')));
        const button = screen.find('button', 'Hand in now');
        same(await button.getAttribute('aria-disabled'), 'true', 'whether the button is off');
        await until('the heading, where a press of it leads', async () => {
            await button.click({ force: true });
            return (await screen.focused()).includes(ana.say('Hand in the exam'));
        });
        same((await room.caracas.status()).finished, 0, 'exams that are finished');
        await screen.sees('Back to the questions');
    });
    await check('the line is back while the focus is in a list of questions: it stays there', async () => {
        const unanswered = ana.say('Go to question %zu', await screen.page.evaluate(() => document.querySelector('.list button').innerText));
        await screen.find('button', put(unanswered)).first().focus();
        browser.line.mend();
        await screen.gone('Not saved yet');
        same(await screen.focused(), `button ${unanswered}`, 'what has the focus');
        await screen.click('button', 'Back to the questions');
    });
    await check('all are sent by themselves', async () => {
        await screen.gone('You can go on: your answers are kept in this computer and are sent by themselves.');
        for (const text of ['sinónimo', '7 × 8', 'dos verbos']) {
            await ana.find(text);
            await ana.isMarked(BOTH);
        }
    });
    await check('a line on which nothing arrives is lost too', async () => {
        browser.line.stall();
        await ana.types('plural de', 'lápices');
        await screen.sees('You can go on: your answers are kept in this computer and are sent by themselves.');
        await ana.isMarked(KEPT);
        browser.line.mend();
        await ana.isMarked(BOTH);
    });
}

async function linkIsCut(room, ana) {
    await check('the link between the centres is cut: saved here, then at both by itself', async () => {
        room.link.cut();
        await room.caracas.linkIs('down');
        await ana.matches('Relacione', { Aragua: 'Maracay', Lara: 'Maracaibo', Zulia: 'Barquisimeto' });
        await ana.isMarked(HERE);
        room.link.mend();
        await ana.isMarked(BOTH);
    });
}

async function nodeIsKilled(room, ana) {
    const { screen } = ana;
    await check('the node is killed: answers are kept, also over a reload while it is away', async () => {
        await screen.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
        await room.caracas.kill();
        await ana.matches('Relacione', { Lara: 'Barquisimeto', Zulia: 'Maracaibo' });
        await ana.isMarked(KEPT);
        await screen.page.reload();
        await ana.sits();
        await ana.find('Relacione');
        await ana.isMarked(KEPT);
        same(await screen.page.evaluate(() => [...document.querySelectorAll('select')].map((s) => s.selectedOptions[0].label)).then((all) => all.sort()),
            ['Barquisimeto', 'Maracaibo', 'Maracay'], 'what is chosen');
    });
    await check('the node is back: sent, and saved at both centres', async () => {
        await room.caracas.start();
        await ana.isMarked(BOTH);
    });
    await check('a reload goes on without the code', async () => {
        await screen.page.reload();
        await ana.sits();
        await ana.find('plural de');
        await ana.isMarked(BOTH);
    });
}

async function browserIsKilled(room, browser, ana) {
    await check('the browser is killed with answers that are not sent', async () => {
        browser.line.cut();
        await ana.types('por qué llueve', 'El agua sube.');
        await ana.isMarked(KEPT);
        await ana.chooses('ñandú', ana.say('True'));
        await ana.isMarked(KEPT);
        await browser.kill();
    });
    await check('started anew with the same profile: signs in, and all is there and is sent', async () => {
        await browser.launch();
        ana.screen = new ChromiumScreen(await browser.page(), ana.screen.lang);
        look({ ana: ana.screen.page });
        browser.line.mend();
        await ana.signIn(room.caracas);
        await ana.sits();
        for (const text of ['ñandú', 'por qué llueve']) {
            await ana.find(text);
            await ana.isMarked(BOTH);
        }
    });
}

async function tabIsDuplicated(browser, ana) {
    await check('a second tab that goes on is the terminal; the first is told so', async () => {
        const second = browser.context.waitForEvent('page');
        await ana.screen.page.evaluate(() => void window.open(location.href));
        const copy = new Applicant(new ChromiumScreen(browser.listen(await second), ana.screen.lang), ana.id, ana.name);
        look({ ana: ana.screen.page, copy: copy.page });
        await copy.sits();
        await ana.screen.sees(/The exam goes on elsewhere|The exam is at another terminal/);
        await ana.screen.page.close();
        ana.screen = copy.screen;
        await ana.chooses('sinónimo', 'pasajero');
        await ana.isMarked(BOTH);
    });
}

/* Somebody whose computer fails: the 30 s of silence pass beside the other checks. */
async function computerFails(room) {
    const browser = await Chromium.start({ lang: 'en' });
    const luis = new Applicant(new ChromiumScreen(await browser.page(), 'en'), 'V23456789', 'Luis Peña');
    await luis.begin(room.caracas);
    await luis.chooses('sinónimo', 'antiguo');
    await luis.isMarked(BOTH);
    await browser.close();
    return luis.code;
}

async function otherComputer(room, code) {
    const other = await Chromium.start({ lang: 'en' });
    const there = new Applicant(new ChromiumScreen(await other.page(), 'en'), 'V23456789', 'Luis Peña');
    look({ there: there.page });
    await check('after 30 s of silence the exam goes on at another computer, with what was saved', async () => {
        await there.signIn(room.caracas, code);
        await there.screen.sees('The exam is at another terminal');
        await until('the button to go on', () => there.screen.has('button', 'Go on here'), { ms: 90000 }); /* the node was started again: 60 s of silence */
        await there.screen.click('button', 'Go on here');
        await there.sits();
        await there.find('sinónimo');
        await there.isMarked(HERE);
    });
    await other.close();
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const browser = await Chromium.start({ lang: 'en' });
    const ana = new Applicant(new ChromiumScreen(await browser.page(), 'en'), 'V12345678', 'Ana Rojas');
    look({ ana: ana.page });
    try {
        await room.start();
        const code = await computerFails(room);
        await bandCounts(room, browser, ana.screen);
        await check('sits', () => ana.begin(room.caracas));
        await lineIsCut(room, browser, ana);
        await linkIsCut(room, ana);
        await nodeIsKilled(room, ana);
        await browserIsKilled(room, browser, ana);
        await tabIsDuplicated(browser, ana);
        await otherComputer(room, code);
        look({ ana: ana.page });
        await check('what is handed in is what was given last', async () => {
            await ana.handIn();
            const record = await room.caracas.record(ana.id);
            same(givenIn(record, 'sinónimo'), ['pasajero'], 'the first question');
            same(givenIn(record, '7 × 8'), ['56'], 'the number');
            same(givenIn(record, 'dos verbos').sort(), ['comer', 'reír'], 'the verbs');
            same(givenIn(record, 'plural de'), ['lápices'], 'the word');
            same(givenIn(record, 'por qué llueve'), ['El agua sube.'], 'the text');
            same(givenIn(record, 'Relacione'), { Aragua: 'Maracay', Lara: 'Barquisimeto', Zulia: 'Maracaibo' }, 'the partners');
        });
        await check('nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        await browser.close();
        await room.close();
    }
}
