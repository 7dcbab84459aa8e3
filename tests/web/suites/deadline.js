/* The time runs out by itself: what was typed until then is sent, what came too late is shown as not
 * counted, and a result that the plan withholds is not shown. Two people, one of them without a line. */
import { Applicant, givenIn } from '../lib/applicant.js';
import { Chromium } from '../lib/browsers.js';
import { check, holds, isFitInBothLanguages, look, same } from '../lib/checks.js';
import { Room } from '../lib/room.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const BANK = `::E:: Explique por qué llueve. {}

::S:: ¿Cuál es sinónimo de «efímero»? {=pasajero ~duradero}
`;
const PLAN = `title = Admisión 2027
seconds = 45
withhold = yes
shuffle = no
`;
const ESSAY = 'por qué llueve', CHOICE = 'sinónimo';

/* Types on, a word at a time, until the page takes no more: all words that were typed, and those of them
 * that were seen on the page; of the last one nobody can tell. */
async function typesUntilTheEnd(ana) {
    let typed = '', seen = '';
    for (let n = 1; await ana.screen.has('textbox'); n++) {
        await ana.page.keyboard.insertText(`${n} `);
        typed += `${n} `;
        seen = await ana.page.evaluate(() => document.querySelector('textarea')?.value) ?? seen;
    }
    return { typed, seen };
}

async function losesTheLine(browser, luis) {
    await luis.chooses(CHOICE, 'duradero');
    await luis.isMarked('saved at both centres');
    browser.line.cut();
    await luis.chooses(CHOICE, 'pasajero');
    await luis.types(ESSAY, 'Tarde.');
    await luis.isMarked('kept in this browser');
}

const endsWithoutALine = (browser, luis) => check('without a line the page goes on after the end by its own clock, and says so', async () => {
    await luis.screen.sees('By the clock of this page the time is over; if the centre is down, this time is given back.');
    await luis.types(ESSAY, 'Más tarde.');
    await luis.isMarked('kept in this browser');
    browser.line.mend();
});

export async function run() {
    const room = await Room.open({ bank: BANK, plan: PLAN });
    const browser = await Chromium.start({ lang: 'en' });
    const cut = await Chromium.start({ lang: 'es' });
    try {
        await room.start();
        const ana = new Applicant(new ChromiumScreen(await browser.page(), 'en'), 'V12345678', 'Ana Rojas');
        const luis = new Applicant(new ChromiumScreen(await cut.page(), 'es'), 'V23456789', 'Luis Peña');
        look({ ana: ana.page, luis: luis.page });
        await luis.begin(room.caracas);
        await losesTheLine(cut, luis);
        await ana.begin(room.caracas);
        await ana.types(ESSAY, '');
        await check('typing until the end: all is saved, or the page says what is not', async () => {
            const { typed, seen } = await typesUntilTheEnd(ana);
            await ana.screen.sees('Your exam is over');
            await ana.screen.sees('The time ran out.');
            const [given] = givenIn(await room.caracas.record(ana.id), ESSAY);
            holds(given !== '' && typed.startsWith(given), `what is saved was typed: ${given}; ${typed}`);
            const isTold = (await ana.screen.text()).includes('Not counted:');
            holds(isTold || given.length >= seen.length, `what is missing is said: ${given}; ${seen}`);
            holds(!isTold || given.length < typed.length, 'and nothing else');
        });
        await endsWithoutALine(cut, luis);
        await check('with the line back: what came too late is shown as not counted', async () => {
            await luis.screen.sees('Your exam is over');
            await luis.screen.sees(put('1, 2'));
            const record = await room.caracas.record(luis.id);
            same(givenIn(record, CHOICE), ['duradero'], 'what counts');
        });
        await isFitInBothLanguages(luis.screen, 'the end, with a result that is withheld, and answers that are not counted');
        await check('a result that is withheld is not shown', async () => {
            const { lang } = luis.screen;
            await luis.screen.sees(lang === 'es' ? /Su examen fue recibido/ : /Your exam was received/);
            holds(!/\bpuntos?\b|%/.test(await luis.screen.text()), 'no points');
        });
        await check('nothing was refused by the policy, and no script failed', async () => same([...browser.complaints, ...cut.complaints], [], 'complaints'));
    } finally {
        await browser.close();
        await cut.close();
        await room.close();
    }
}
