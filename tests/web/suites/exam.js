/* An exam from registering to the receipt, with each kind of question, in Spanish and in English. */
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

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const es = await Chromium.start({ lang: 'es' });
    const en = await Chromium.start({ lang: 'en' });
    try {
        await room.start();
        await sit(room, es, { lang: 'es', width: 320, scheme: 'dark', id: 'V12345678' });
        await sit(room, en, { lang: 'en', width: 1280, scheme: 'light', id: 'V23456789' });
        await check('nothing was refused by the policy, and no script failed', async () => same([...es.complaints, ...en.complaints], [], 'complaints'));
    } finally {
        await es.close();
        await en.close();
        await room.close();
    }
}
