/* Every view of the exam page, in both languages, at 320 and 1280 px, in light and in dark: for everybody,
 * nothing cut off, nothing over something else. What the views do is shown by the other suites. */
import { Applicant } from '../lib/applicant.js';
import { Chromium } from '../lib/browsers.js';
import { check, holds, isFitInBothLanguages, look, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { ANSWERS, BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until, within } from '../lib/until.js';

const SETTINGS = `${PLAN}admit = staff
start = together
reveal = yes
`;
const LONG = `
::D:: Lea esto antes de la pregunta que sigue.

::L:: ${'Los ríos de la sabana crecen cuando llueve en las montañas. '.repeat(12)} Esternocleidomastoideo-otorrinolaringología: {
=${'la lluvia de las montañas baja por los ríos '.repeat(4)}
~${'x'.repeat(90)}
~1}

::Q:: ¿Cuál es la raíz de dos? {#1.4142:0.0001}
`;

async function signingIn({ caracas }, ana) {
    const { screen } = ana;
    await screen.open(caracas.exam);
    await screen.sees('No access code yet?');
    await check('control: what lies wrong is found', async () => {
        const faultsWith = (style) => screen.page.evaluate((text) => Object.assign(document.querySelector('h2').style, text), style)
            .then(() => screen.layoutFaults());
        same(await faultsWith({}), [], 'what lies wrong');
        for (const style of [{ marginBottom: '-24px' }, { marginLeft: '-80px' }, { width: '2000px' }]) {
            holds((await faultsWith(style)).length > 0, `a fault with ${JSON.stringify(style)}`);
            await screen.page.reload();
            await screen.sees('No access code yet?');
        }
    });
    await isFitInBothLanguages(screen, 'first page');
    await isFitInBothLanguages(screen, 'registering, with a fault', async () => {
        await screen.click('button', 'Register');
        await screen.click('button', 'Register');
        await screen.sees('Type your ID.');
    });
    await ana.register(caracas);
    await isFitInBothLanguages(screen, 'the code');
    await check('the code is on one line at 320 px', async () => {
        await screen.page.setViewportSize({ width: 320, height: 640 });
        same(await screen.page.evaluate(() => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector('.code'));
            return range.getClientRects().length;
        }), 1, 'lines');
        await screen.page.setViewportSize({ width: 1280, height: 800 });
    });
    await check('the page with the code is not left by mistake', async () => {
        const asked = new Promise((resolve) => screen.page.once('dialog', resolve));
        await screen.page.evaluate(() => setTimeout(() => location.reload()));
        const dialog = await within('a question', asked);
        same(dialog.type(), 'beforeunload', 'the question');
        await dialog.dismiss();
        await screen.sees(put(ana.code));
    });
    await screen.open(caracas.exam);
    await isFitInBothLanguages(screen, 'wrong code', async () => {
        await ana.typeCode('AAAA-AAAA-AAAA');
        await screen.sees(put(ana.say('The ID or the code is wrong. Check them and try again. If you registered at another centre, go there.')));
    });
}

async function waiting({ caracas }, ana) {
    const { screen } = ana;
    await ana.signIn(caracas);
    await screen.sees('Wait here: the staff are admitting people. Have your ID ready. Your time does ' +
        'not run. Once you are admitted, this screen says how it goes on.');
    await isFitInBothLanguages(screen, 'waiting for admission');
    await caracas.ctl(['admit', ana.id]);
    await screen.sees('The staff give the sign.');
    await isFitInBothLanguages(screen, 'waiting for the common start');
    await caracas.ctl(['begin']);
    await ana.sits();
}

async function questions(ana) {
    const { screen } = ana;
    const { single, multiple, short, essay, numeric, matching } = ANSWERS;
    for (const [kind, [text]] of Object.entries({ single, multiple, truth: ['ñandú'], short, numeric, matching, long: ['sabana'], read: ['Lea esto'] })) {
        await ana.find(text);
        await isFitInBothLanguages(screen, `question: ${kind}`);
    }
    await check('a text to read stands with its question, until it is folded away', async () => {
        await ana.find('sabana');
        holds((await ana.card()).includes('Lea esto'), 'the text is there');
        await screen.page.getByText(ana.say('Text to read')).click();
        await screen.click('button', '← Previous');
        await screen.click('button', 'Next →');
        await until('the question', async () => (await ana.card()).includes('sabana'));
        holds(!(await ana.card()).includes('Lea esto'), 'it is folded away');
    });
    await ana.types(essay[0], `${essay[1]} `.repeat(40));
    await ana.isMarked('saved at both centres');
    await isFitInBothLanguages(screen, 'question: a text that is being typed', () => screen.page.focus('textarea'));
    await ana.chooses(...single);
    await screen.click('button', '⚑ Review later');
    await ana.isMarked('saved at both centres');
    await isFitInBothLanguages(screen, 'question: with an answer');
}

async function bands({ caracas }, browser, ana) {
    const { screen } = ana;
    await caracas.ctl(['announce', 'Pregunta 7: lea <b>2</b> donde dice 3']);
    await screen.sees(put('lea <b>2</b>'));
    await caracas.ctl(['extend', ana.id, '10', '--reason', 'the lamps failed']);
    await screen.sees(/10 minut/);
    await isFitInBothLanguages(screen, 'announcement, and more time');
    browser.line.cut();
    await ana.chooses('ñandú', ana.say('True'));
    await ana.isMarked('kept in this browser');
    await isFitInBothLanguages(screen, 'line lost');
    await ana.toHandIn();
    await isFitInBothLanguages(screen, 'handing in without a line');
    browser.line.mend();
    await screen.gone('Not saved yet');
    await isFitInBothLanguages(screen, 'before handing in');
    await screen.click('button', 'Back to the questions');
    await caracas.ctl(['pause', ana.id, '--reason', 'no se siente bien']);
    await screen.sees('Your exam is paused');
    await isFitInBothLanguages(screen, 'paused');
    await caracas.ctl(['resume', ana.id]);
    await ana.sits();
}

/* What is on paper, by what can be seen. */
async function isPrinted(screen) {
    await check('on paper: the result and the receipt with its QR code, and nothing to press', async () => {
        await screen.page.emulateMedia({ media: 'print' });
        const seen = (selector) => screen.page.evaluate((parts) => [...document.querySelectorAll(parts)]
            .filter((part) => part.checkVisibility() && part.getBoundingClientRect().width > 1).length, selector);
        for (const part of ['.score', '.receipt', 'svg.qr', '.name'])
            same(await seen(part), 1, `how many of ${part}`);
        same(await seen('button, a, nav, header, footer, .screen'), 0, 'what belongs to the screen alone');
        holds((await screen.page.pdf()).length > 0, 'it is printed');
        await screen.page.emulateMedia({ media: 'screen' });
    });
}

async function theEnd(ana) {
    const { screen } = ana;
    await ana.handIn();
    await isFitInBothLanguages(screen, 'after it, with a result');
    await isPrinted(screen);
    await screen.click('button', 'See the right answers');
    await check('the right answers of partners are a line each', () => screen.sees(/^Lara: Barquisimeto$/m));
    await check('the right number is written as people write it', () => screen.sees(/^1[.,]4142 ± 0[.,]0001$/m));
    await isFitInBothLanguages(screen, 'the right answers');
    await screen.page.close();
}

/* Somebody who comes late, and whom the exam leaves in each way that there is. */
async function leaving(room, browser, other) {
    const { caracas } = room;
    const luis = new Applicant(new ChromiumScreen(await browser.page(), 'es'), 'V23456789', 'Luis Peña');
    look({ luis: luis.page });
    await luis.register(caracas);
    await caracas.ctl(['admit', luis.id]);
    await luis.enter();
    await until('the button to start', () => luis.screen.has('button', 'Start the exam'));
    await isFitInBothLanguages(luis.screen, 'before the start');
    await luis.start();

    const there = new Applicant(new ChromiumScreen(await other.page(), 'en'), luis.id, luis.name);
    await there.signIn(caracas, luis.code);
    await there.screen.sees('The exam is at another terminal');
    await isFitInBothLanguages(there.screen, 'at another terminal');
    await there.page.close();

    const opened = browser.context.waitForEvent('page');
    await luis.page.evaluate(() => void window.open(location.href));
    const copy = new ChromiumScreen(browser.listen(await opened), 'es');
    await luis.screen.sees('The exam goes on elsewhere');
    await isFitInBothLanguages(luis.screen, 'goes on elsewhere');
    await luis.page.close();
    luis.screen = copy;
    look({ luis: luis.page });
    await luis.page.setViewportSize({ width: 1280, height: 800 });
    await luis.sits();

    const slip = await caracas.ctl(['reissue', luis.id]);
    luis.code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(slip)[0];
    await luis.screen.sees('You need your new code');
    await isFitInBothLanguages(luis.screen, 'a new code is needed');
    await luis.screen.fill('textbox', 'New access code', luis.code);
    await luis.screen.click('button', 'Go on');
    await luis.sits();
    await luis.chooses('ñandú', luis.say('True'));
    await luis.isMarked('saved at both centres'); /* it is the terminal again */

    await caracas.ctl(['reset', luis.id, '--reason', 'the computer failed']);
    await luis.screen.sees('You have a new exam');
    await isFitInBothLanguages(luis.screen, 'a new exam was given');
    await luis.signIn(caracas);
    await luis.start();

    await caracas.ctl(['transfer', luis.id, 'maracay']);
    await luis.screen.sees('Your exam is at another centre');
    await isFitInBothLanguages(luis.screen, 'moved to the other centre');
    await luis.page.close();
}

export async function run() {
    const room = await Room.open({ bank: BANK + LONG, plan: SETTINGS });
    const browser = await Chromium.start({ lang: 'es' });
    const other = await Chromium.start({ lang: 'en' });
    try {
        await room.start();
        const ana = new Applicant(new ChromiumScreen(await browser.page(), 'es'), 'V12345678', HOSTILE_NAME);
        look({ ana: ana.page });
        await signingIn(room, ana);
        await waiting(room, ana);
        await questions(ana);
        await bands(room, browser, ana);
        await theEnd(ana);
        await leaving(room, browser, other);
        await check('nothing was refused by the policy, and no script failed', async () => same([...browser.complaints, ...other.complaints], [], 'complaints'));
    } finally {
        await browser.close();
        await other.close();
        await room.close();
    }
}
