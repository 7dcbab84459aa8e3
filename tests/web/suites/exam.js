/* An exam from registering to the receipt, with each kind of question, in Spanish and in English, and
 * one by the keyboard alone. */
import path from 'node:path';
import { Applicant, givenIn } from '../lib/applicant.js';
import { Chromium } from '../lib/browsers.js';
import { check, look, same } from '../lib/checks.js';
import { run as runProgram } from '../lib/process.js';
import { Room } from '../lib/room.js';
import { ANSWERS, BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

/* What a telephone reads is the receipt, and the receipt is the node's. */
async function receiptIsRead(room, screen) {
    const receipt = /sinodo1:\S+/.exec(await screen.text())[0];
    const file = path.join(room.dir, 'receipt.png');
    await screen.find('img', 'The receipt as a QR code').screenshot({ path: file });
    const { out } = await runProgram('zbarimg', ['-q', '--raw', file]);
    same(out.trim().split('\n').pop(), receipt, 'the QR code'); /* before it zbar may speak of itself */
    await room.caracas.ctl(['verify-receipt', receipt]);
}

async function sit(room, browser, { lang, width, scheme, id }) {
    const screen = new ChromiumScreen(await browser.page({ width, scheme }), lang);
    const ana = new Applicant(screen, id, HOSTILE_NAME);
    const label = `${lang}, ${width} px, ${scheme}`;
    look({ [label]: screen.page });

    await check(`${label}: registers`, async () => {
        await screen.open(room.caracas.exam);
        await screen.sees('No access code yet?');
        await ana.register(room.caracas);
    });
    await check(`${label}: a wrong code is refused beside its field`, async () => {
        await ana.signIn(room.caracas, 'AAAA-AAAA-AAAA');
        await screen.sees(put(ana.say('The ID or the code is wrong. Check them and try again. If you registered at another centre, go there.')));
    });
    await check(`${label}: signs in and sees the own name, as a text`, async () => {
        await ana.signIn(room.caracas);
        await screen.sees('Before you start');
        await screen.sees(put(HOSTILE_NAME));
    });
    await check(`${label}: starts`, () => ana.start());
    await check(`${label}: one of several is saved at both centres`, async () => {
        await ana.chooses(...ANSWERS.single);
        await ana.isMarked('saved at both centres');
    });
    await check(`${label}: several, a word, a number, a text, partners`, async () => {
        await ana.chooses(...ANSWERS.multiple);
        await ana.isMarked('saved at both centres');
        await ana.types(...ANSWERS.short);
        await ana.types(...ANSWERS.numeric);
        await ana.types(...ANSWERS.essay);
        await ana.matches(...ANSWERS.matching);
        await ana.chooses('ñandú', ana.say('True'));
    });
    await check(`${label}: markup is text`, async () => {
        await ana.chooses(...ANSWERS.markup);
        same(await screen.page.evaluate(() => document.querySelectorAll('main img, main b, main script, main i').length), 0, 'elements of the bank');
    });
    await check(`${label}: hands in`, async () => {
        await ana.toHandIn();
        await ana.screen.click('button', 'Back to the questions');
        await ana.handIn();
        await screen.sees('It is saved at both centres.');
        await screen.sees(lang === 'es' ? /Resultado provisional: 7 de 8/ : /Provisional result: 7 of 8/);
    });
    await check(`${label}: the record has what was given`, async () => {
        const record = await room.caracas.record(id);
        for (const [text, ...answer] of Object.values(ANSWERS)) {
            const given = givenIn(record, text);
            same(Array.isArray(given) ? [...given].sort() : given, Array.isArray(given) ? answer.sort() : answer[0], text);
        }
    });
    await check(`${label}: the QR code is the receipt`, () => receiptIsRead(room, screen));
    await check(`${label}: nothing of the person stays`, async () => {
        const { session, local, cookies, databases, cached } = await screen.kept();
        same([session, local, cookies], [{}, {}, ''], 'storage and cookies');
        same(Object.values(databases).flat(), ['salt'], 'what the databases hold');
        const others = cached.filter((name) => name !== '/' && !/^\/[0-9a-z]+\/(exam|shared|words)\/[\w.-]+$/.test(name));
        same(others, [], 'what is cached beside the page');
    });
    await screen.page.close();
}

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

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const es = await Chromium.start({ lang: 'es' });
    const en = await Chromium.start({ lang: 'en' });
    try {
        await room.start();
        await sitByKeys(room, es);
        await sit(room, es, { lang: 'es', width: 320, scheme: 'dark', id: 'V12345678' });
        await sit(room, en, { lang: 'en', width: 1280, scheme: 'light', id: 'V23456789' });
        await check('nothing was refused by the policy, and no script failed', async () => same([...es.complaints, ...en.complaints], [], 'complaints'));
    } finally {
        await es.close();
        await en.close();
        await room.close();
    }
}
