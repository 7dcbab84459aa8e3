/* Every view of the desk page in both languages, narrow and wide, light and dark, and every order's dialog. */
import { COMMANDS } from '../../../client/web/desk/commands.js';
import { Board } from '../lib/board.js';
import { Chromium } from '../lib/browsers.js';
import { check, fitsEverywhere, holds, isFitEverywhere, look, same } from '../lib/checks.js';
import { Seated } from '../lib/crowd.js';
import { Desk } from '../lib/desk.js';
import { Room } from '../lib/room.js';
import { BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

const ROSTER = `cedula,nombre,nodo,sala
V10000001,${JSON.stringify(HOSTILE_NAME).replaceAll('\\"', '""')},caracas,Aula 5
V10000002,Luis Peña,caracas,Aula 5
V10000003,María Núñez,caracas,Aula 6
V10000004,José Ortiz,caracas,Aula 6
V10000005,Carmen Díaz,caracas,
V10000006,Pedro Mora,caracas,
V10000007,Elena Guerra,caracas,Aula 5
V10000008,Otto Castro,caracas,Aula 5
V10000009,Nora Salas,caracas,Aula 5
V20000001,Rosa Gil,maracay,Aula 1
`;

/* People in each state; one at caracas has not come. */
async function fill(room) {
    const { caracas, maracay } = room;
    const people = [];
    for (let i = 1; i <= 6; i++)
        people.push(await Seated.register(caracas, `V1000000${i}`, ''));
    people.push(await Seated.register(maracay, 'V20000001', ''), await Seated.register(caracas, 'V10000008', ''));
    const [ana, luis, maria, jose, carmen, , rosa, otto] = people;
    await caracas.ctl(['admit', ...people.filter((_, i) => ![5, 6].includes(i)).map(({ id }) => id)]);
    await maracay.ctl(['admit', rosa.id]);
    for (const [person, answers] of [[luis, 2], [ana, 8], [maria, 3], [jose, 8], [rosa, 1], [otto, 4]])
        await (await person.signIn()).start(answers);
    luis.fallSilent();
    await ana.finish();
    await jose.finish();
    await carmen.signIn();
    await caracas.ctl(['pause', otto.id, '--reason', 'is not well']);
    await caracas.ctl(['note', maria.id, 'a telephone on the table']);
    await caracas.ctl(['void', jose.id, '--reason', 'was caught with help that is not allowed']);
    return people;
}

async function looksAtPeople(desk) {
    const { screen } = desk;
    await desk.tab('Room');
    await isFitEverywhere(screen, 'the room');
    await keepsHeadings(desk);
    await screen.click('button', 'Grid');
    await isFitEverywhere(screen, 'the room as a grid');
    await screen.click('button', 'Grid');
    await desk.tab(put('Maracay'));
    await desk.lineHas('V20000001', 'running');
    await isFitEverywhere(screen, 'the other centre');
}

async function looksAtResults(desk) {
    const { screen } = desk;
    await desk.tab('Results');
    for (const report of ['Results by rank', 'Questions', 'Options of the questions', 'The exam in one row']) {
        await screen.choose('Report', screen.say(report));
        await screen.click('button', 'Show');
        await until(report, () => screen.has('region', report));
        await isFitEverywhere(screen, report);
        await check(`${report} (${screen.lang}): it is said whether ranks can change`, async () => {
            const text = await screen.text(), warning = ['▲ Ranks and places can still change.', 'Provisional results: {n}.'].map((words) => screen.say(words));
            same(text.includes(warning.join(' ').replace('{n}', '1')), report === 'Results by rank', 'the warning');
        });
        await check(`${report} (${screen.lang}): every column is there at 1280 px and on paper`, () => showsAllColumns(desk));
    }
}

/* Paper: A4 on its side, without its margins. */
async function showsAllColumns({ page }) {
    const missing = () => page.evaluate(() => {
        const { right } = document.querySelector('.report .scroll').getBoundingClientRect();
        return [...document.querySelectorAll('.report th')].filter((head) => head.getBoundingClientRect().right > right + 1)
            .map((head) => head.innerText);
    });
    same(await missing(), [], 'columns that are out of sight');
    await page.setViewportSize({ width: 1047, height: 718 });
    await page.emulateMedia({ media: 'print' });
    same(await missing(), [], 'columns that are not on the paper');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 900 });
}

/* Headings stand still below the top of the page; a line that takes the focus is below them. */
async function keepsHeadings(desk) {
    const { page, screen } = desk;
    await check(`headings stay in sight, and cover nothing that has the focus (${screen.lang})`, async () => {
        await page.setViewportSize({ width: 1280, height: 600 });
        await page.locator('.people tbody tr').first().click();
        await screen.press('End');
        await screen.press('Home');
        const at = (selector) => page.locator(selector).evaluate((part) => {
            const { top, bottom } = part.getBoundingClientRect();
            return { top, bottom };
        });
        const focused = await at('.people tbody :focus'), heads = await at('.people thead');
        holds(heads.bottom <= focused.top, `headings end at ${heads.bottom}, and what has the focus begins at ${focused.top}`);
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        const top = await at('.top'), after = await at('.people thead');
        holds(Math.abs(after.top - top.bottom) < 2, `headings are at ${after.top}, below ${top.bottom}`);
        await page.setViewportSize({ width: 1280, height: 900 });
    });
}

async function looksAtMarking(desk) {
    const { screen } = desk;
    await desk.tab('Marking');
    await until('the overview', () => screen.has('button', 'Go on marking'));
    await isFitEverywhere(screen, 'marking: the overview');
    await screen.click('button', 'Go on marking');
    await screen.sees(put('Porque sí.'));
    await isFitEverywhere(screen, 'marking: an essay');
    await screen.click('button', 'Overview');
}

async function looksAtLists(desk) {
    const { screen } = desk;
    await desk.tab('Lists');
    await check(`who is on the roster and has not registered stands on the list (${screen.lang})`, async () => {
        await screen.sees(put(`Elena Guerra (${screen.say('not registered')})`));
        holds(!(await screen.text()).includes('Rosa Gil'), 'who is listed at the other centre is not');
    });
    await isFitEverywhere(screen, 'lists');
    for (const [tab, view] of [['Admission', 'admission'], ['Centre', 'centre'], ['Given here', 'orders that were given']]) {
        await desk.tab(tab);
        await isFitEverywhere(screen, view);
    }
}

/* The dialog of each command: axe looks at it in one language and at one width. Those with fields are opened
 * in Spanish in any case, which has the longer texts, to see that nothing is cut off. */
async function looksAtOrders(desk, people) {
    const { screen } = desk;
    for (const [tab, person, other] of [[put('Maracay'), people[6], true], ['Room', people[2], undefined]]) {
        await desk.tab(tab);
        await desk.choose(person.id);
        for (const [i, command] of COMMANDS.filter((c) => c.other === other).entries()) {
            const isLooked = (i % 2 === 0) === (screen.lang === 'en');
            if (!isLooked && (screen.lang === 'en' || command.fields === undefined))
                continue;
            await check(`the order ${command.name} (${screen.lang})`, async () => {
                await desk.prepare(command.label);
                try {
                    if (command.people === 'one')
                        holds((await desk.dialog().innerText()).includes(person.id), 'it says for whom');
                    await fitsEverywhere(screen, 'dialog[open]', isLooked ? [i % 4 < 2 ? 320 : 1280] : []);
                } finally {
                    await desk.leave();
                }
            });
        }
    }
}

async function looksAtWhatIsSaid(desk, people) {
    const { screen } = desk;
    await desk.tab('Room');
    await desk.choose(people[0].id, people[2].id);
    await desk.prepare('More time');
    await screen.type('Minutes', '5');
    await screen.type('Why', 'noise');
    await desk.give('More time');
    await until('some are refused', async () => (await desk.done()).includes(people[0].id));
    await isFitEverywhere(screen, 'after an order for several', 'dialog[open]');
    await screen.click('button', 'Close');
    await check(`an account is added (${screen.lang})`, async () => {
        await desk.prepare('Add an account');
        await screen.type('Name of the account', `eva${screen.lang}`);
        await desk.give('Add an account');
        await screen.sees('Close: the code is not shown again');
    });
    await isFitEverywhere(screen, 'the slip', 'dialog[open]');
    await screen.click('button', 'Close: the code is not shown again');
    await check(`the node asks before it closes for good (${screen.lang})`, async () => {
        await desk.prepare('Close this centre for good');
        await screen.type('Type its name again', 'caracas');
        await desk.give('Close this centre for good');
        await screen.sees('No, leave it');
    });
    await isFitEverywhere(screen, 'the question of the node', 'dialog[open]');
    await screen.click('button', 'No, leave it');
    await desk.leave();
}

/* Everybody of both centres, in each state but those of an exam that all begin together. */
async function isAsTheBoard(room, desk, people) {
    const { caracas } = room, [, , maria, , , pedro] = people;
    const board = await Board.open(caracas);
    const ofThePage = async () => {
        await desk.tab(put('Maracay'));
        const theirs = await desk.people();
        await desk.tab('Room');
        return { ...theirs, ...await desk.people() };
    };
    const ordered = (all) => JSON.stringify(Object.entries(all).sort());
    await check('sinodoctl board and the page show the same: people, states, answers, copies, needs', async () => {
        await caracas.ctl(['transfer', maria.id, 'maracay', '--yes']);
        await desk.tab(put('Maracay'));
        await desk.lineHas(maria.id, 'waits');
        room.link.cut();
        await caracas.linkIs('down');
        await caracas.ctl(['transfer', pedro.id, 'maracay', '--yes']);
        people.push(await Seated.register(caracas, 'V10000009', ''));
        await desk.tab('Room');
        await desk.lineHas(pedro.id, 'transit');
        await desk.lineHas('V10000009', 'pending');
        let both;
        await until('both show the same', async () => {
            both = [await ofThePage(), await board.people()];
            return ordered(both[0]) === ordered(both[1]);
        }, { detail: () => both.map(ordered).join('\n') });
        same([...new Set(Object.values(both[0]).map(({ state }) => state))].sort(),
            ['admitted', 'finished', 'paused', 'pending', 'running', 'transit', 'void', 'waits'], 'the states');
    });
    await check('and count the same', async () => {
        let counts;
        await until('people, silent, finished: in the table, on the board, above the table', async () => {
            const all = Object.values(await ofThePage());
            counts = [
                [all.length, all.filter(({ need }) => need === 'silent').length, all.filter(({ state }) => state === 'finished').length],
                await Promise.all(['people', 'silent', 'finished'].map((word) => board.count(word))),
                [all.length, await desk.count('silent'), await desk.count('finished')],
            ].map((row) => row.join(' '));
            return new Set(counts).size === 1;
        }, { detail: () => counts.join('; ') });
    });
    await board.close();
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: `${PLAN}admit = staff\n`, roster: ROSTER });
    const browser = await Chromium.start({ lang: 'en' });
    let people = [];
    try {
        await room.start();
        people = await fill(room);
        const desk = new Desk(new ChromiumScreen(await browser.page(), 'en'));
        look({ desk: desk.page });
        await desk.screen.open(room.caracas.staff);
        await isFitEverywhere(desk.screen, 'signing in');
        await desk.signIn(room.caracas, 'ana', 'board');
        await desk.counts('silent', 1);
        for (const lang of ['en', 'es']) {
            if (lang !== 'en')
                await desk.speak(lang);
            await looksAtPeople(desk);
            await looksAtOrders(desk, people);
            await looksAtWhatIsSaid(desk, people);
            await looksAtResults(desk);
            await looksAtMarking(desk);
            await looksAtLists(desk);
        }
        await desk.speak('en');
        if (await Board.canRun())
            await isAsTheBoard(room, desk, people);
        else
            console.log('  skipped: the board, since tmux is not installed');
        await check('nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        people.forEach((person) => person.leave());
        await browser.close();
        await room.close();
    }
}
