/* How the exam page is for those who hear it, who have no mouse, who must see what has the focus, or whom
 * what moves makes ill. */
import { Applicant } from '../lib/applicant.js';
import { Chromium } from '../lib/browsers.js';
import { check, holds, look, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { BANK, PLAN } from '../lib/sample.js';
import { ChromiumScreen } from '../lib/screen.js';
import { until } from '../lib/until.js';

const KEYS = 'Keys outside of fields: 1 to 9 choose an option, ← and → move';

/* An exam without a mouse: what a key press does is what is wanted of it. */
async function sitByKeys(room, browser) {
    const screen = new ChromiumScreen(await browser.page(), 'es');
    const ana = new Applicant(screen, 'V34567890', 'Luis Peña');
    look({ keys: screen.page });
    const tabTo = (words) => until(`the focus on ${words}`, async () => {
        await screen.press('Tab');
        return (await screen.focused()).includes(words);
    });
    await check('keyboard alone: registers and starts', async () => {
        await screen.open(room.caracas.exam);
        await screen.sees('No access code yet?');
        await tabTo(`button ${ana.say('Register')}`);
        await screen.press('Enter');
        await until('the form', () => screen.has('textbox', 'Full name'));
        await tabTo('input');
        await screen.page.keyboard.type(ana.id);
        await tabTo('input');
        await screen.page.keyboard.type(ana.name);
        await screen.press('Enter');
        await screen.sees('I have written it down: sign in');
        await tabTo(`button ${ana.say('I have written it down: sign in')}`);
        await screen.press('Enter');
        await until('the button to start', () => screen.has('button', 'Start the exam'));
        await tabTo(`button ${ana.say('Start the exam')}`);
        await screen.press('Enter');
        await ana.sits();
    });
    await check('keyboard alone: digits choose, arrows move, and no key hands in', async () => {
        while (!(await ana.card()).includes('sinónimo')) {
            const { number } = await ana.place();
            await screen.press('ArrowRight');
            await until('the next question', async () => await ana.number() === number + 1);
        }
        await screen.press('2');
        await ana.isMarked('saved at both centres');
        for (const key of ['Enter', 'Escape', 'h', 'e', 'x', 't'])
            await screen.press(key);
        same((await room.caracas.status()).finished, 0, 'exams that are finished');
    });
    await check('keyboard alone: hands in', async () => {
        await tabTo(`button ${ana.say('Hand in …')}`);
        await screen.press('Enter');
        await screen.sees('Hand in the exam');
        await tabTo(`button ${ana.say('Hand in now')}`);
        await until('it is handed in', async () => {
            await screen.press('Enter');
            return (await screen.text()).includes(ana.say('Your exam was handed in'));
        });
    });
    await screen.page.close();
}

/* Has it been said, in the part for what is urgent (alert) or the other one (status)? */
function hears(screen, role, words) {
    const is = (text) => (words instanceof RegExp ? words.test(text) : text.includes(words));
    return until(`${role}: ${words}`, async () => (await screen.heard()).some(([which, text]) => which === role && is(text)),
        { detail: async () => JSON.stringify(await screen.heard()) });
}

async function isHeard({ caracas }, browser, ana) {
    const { screen } = ana;
    await check('a save is not spoken; leaving the question says how its answer stands', async () => {
        await screen.listen();
        for (const option of ['duradero', 'antiguo', 'pasajero']) {
            await ana.chooses('sinónimo', option);
            await ana.isMarked('saved at both centres');
        }
        const states = ['saving', 'saved here', 'saved at both centres', 'kept in this browser'].map((state) => ana.say(state));
        const told = (await screen.heard()).filter(([, text]) => states.some((state) => text.includes(state)));
        same(told, [], 'what is said of answers'); /* a slow machine may say more: that the line is lost */
        const { number, last } = await ana.place();
        await screen.click('button', number < last ? 'Next →' : '← Previous');
        await hears(screen, 'status', ana.say('Question %zu: %s', number, ana.say('saved at both centres')));
    });
    await check('the time that is left is spoken, also when it is hidden', async () => {
        const [, minutes] = /\b(\d\d):\d\d\b/.exec(await screen.text()); /* less than an hour is left */
        await screen.click('button', 'hide the time');
        await until('no clock', async () => !/\d:\d\d/.test(await screen.text()));
        const less = Number(minutes) - 12;
        await caracas.ctl(['extend', ana.id, `-${less}`, '--reason', 'the hall closes']);
        await hears(screen, 'alert', new RegExp(`^${less} minutes less\\.`));
        await hears(screen, 'status', /^\d+ minutes are left\.$/);
        await screen.click('button', 'show the time');
    });
    await check('a lost line is spoken at once, and that it is back', async () => {
        browser.line.cut();
        await hears(screen, 'alert', new RegExp(`^${ana.say('The connection to the centre is lost.')}`));
        browser.line.mend();
        await hears(screen, 'status', ana.say('The connection is back.'));
    });
}

async function keysAreTheirs(ana) {
    const { screen } = ana;
    await check('in a field digits and arrows are the field\'s', async () => {
        await ana.types('7 × 8', '');
        const number = await ana.number();
        for (const key of ['5', '6', 'ArrowLeft', 'ArrowRight', 'ArrowRight'])
            await screen.press(key);
        same([await ana.number(), await screen.page.inputValue('main input')], [number, '56'], 'the question and the field');
    });
    await check('they can be switched off', async () => {
        await ana.find('ñandú');
        const number = await ana.number();
        await screen.page.getByText(ana.say('How this page works')).click();
        await screen.find('checkbox', KEYS).uncheck();
        await screen.page.evaluate(() => document.activeElement.blur());
        for (const key of ['1', 'ArrowLeft', 'ArrowRight'])
            await screen.press(key);
        same([await ana.number(), await screen.page.locator('main input:checked').count()], [number, 0], 'the question, and what is chosen');
        await screen.find('checkbox', KEYS).check();
        await screen.page.evaluate(() => document.activeElement.blur());
        await screen.press('1');
        await until('an answer', async () => await screen.page.locator('main fieldset input:checked').count() === 1);
    });
}

/* Tabs to each thing that takes the focus, forwards and back: what is covered then. */
async function coveredFocus({ screen }, width, height) {
    await screen.page.setViewportSize({ width, height });
    const covered = [];
    for (const key of ['Tab', 'Shift+Tab']) {
        const been = new Set();
        for (let at = null; !been.has(at); at = await screen.whereFocus()) {
            if (at !== null)
                been.add(at);
            await screen.press(key);
            covered.push(...await screen.focusHidden());
        }
        holds(been.size > 30, `more than 30 stops: ${been.size}`);
    }
    return covered;
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const browser = await Chromium.start({ lang: 'es' });
    const english = await Chromium.start({ lang: 'en' });
    try {
        await room.start();
        await sitByKeys(room, browser);
        const ana = new Applicant(new ChromiumScreen(await english.page(), 'en'), 'V12345678', 'Ana Rojas');
        look({ ana: ana.page });
        await ana.begin(room.caracas);
        await isHeard(room, english, ana);
        await keysAreTheirs(ana);
        await check('nothing moves by itself', async () => {
            const motion = await ana.page.evaluate(() => [getComputedStyle(document.documentElement).scrollBehavior, document.getAnimations().length]);
            same(motion, ['auto', 0], 'scrolling and animations');
        });
        await ana.screen.find('checkbox', 'All questions on one page').check();
        for (const [width, height] of [[320, 256], [320, 640], [700, 640], [1280, 720]])
            await check(`what has the focus is never covered, at ${width} × ${height}`, async () =>
                same(await coveredFocus(ana, width, height), [], 'what is covered'));
        await check('control: what lies under the head is found to be covered', async () => {
            await ana.page.evaluate(() => {
                const [, second] = document.querySelectorAll('main fieldset input'); /* the page is longer above and below it */
                second.focus({ preventScroll: true });
                window.scrollTo(0, scrollY + second.getBoundingClientRect().top);
            });
            same((await ana.screen.focusHidden()).length, 1, 'what is covered');
        });
        await check('nothing was refused by the policy, and no script failed', async () => same([...browser.complaints, ...english.complaints], [], 'complaints'));
    } finally {
        await browser.close();
        await english.close();
        await room.close();
    }
}
