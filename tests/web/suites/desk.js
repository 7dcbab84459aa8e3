/* The desk page beside a room of people: what it shows, and what its orders do. */
import { QUIET_MS } from '../../../client/web/desk/shown.js';
import { Chromium } from '../lib/browsers.js';
import { check, holds, isFit, look, same } from '../lib/checks.js';
import { Seated } from '../lib/crowd.js';
import { Desk } from '../lib/desk.js';
import { Room } from '../lib/room.js';
import { BANK, HOSTILE_NAME, PLAN } from '../lib/sample.js';
import { ChromiumScreen, put } from '../lib/screen.js';
import { until } from '../lib/until.js';

/* Six people at caracas and one at maracay. */
async function fill(room) {
    const names = [HOSTILE_NAME, 'Luis Peña', 'María Núñez', 'José Ortiz', 'Carmen Díaz', 'Pedro Mora'];
    const people = [];
    for (const [i, name] of names.entries())
        people.push(await Seated.register(room.caracas, `V1000000${i + 1}`, name));
    people.push(await Seated.register(room.maracay, 'V20000001', 'Rosa Gil'));
    await room.caracas.ctl(['admit', ...people.slice(0, 5).map(({ id }) => id)]);
    await room.maracay.ctl(['admit', 'V20000001']);
    return people;
}

async function showsTheRoom(room, desk, people) {
    const { screen } = desk;
    const [ana, luis] = people;
    await check('people appear as they sign in, start and answer', async () => {
        await desk.lineHas(ana.id, 'admitted');
        await ana.signIn();
        await ana.start(3);
        await desk.lineHas(ana.id, 'running');
        await desk.lineHas(ana.id, /3\/8/);
        for (const person of [luis, people[2], people[3]])
            await (await person.signIn()).start(2);
        await desk.counts('running', 4);
    });
    await check('a name full of markup is text', async () => {
        await screen.sees(put(HOSTILE_NAME));
        same(await screen.page.evaluate(() => document.querySelectorAll('main img').length), 0, 'images');
    });
    await check('the other centre is a tab of its own', async () => {
        await people[6].signIn();
        await people[6].start(1);
        await desk.tab(put('Maracay'));
        await desk.lineHas('V20000001', 'running');
        await desk.tab('Room');
    });
    await check('a terminal that falls silent is among those who need somebody', async () => {
        luis.fallSilent();
        await until('the incident', async () => (await screen.find('region', 'Who needs somebody').innerText()).includes(luis.name));
        await desk.counts('silent', 1);
    });
    await check('a filter never hides who needs somebody', async () => {
        await screen.type('Find (/)', 'carmen');
        await desk.lineHas('V10000005', /Carmen/);
        same(await desk.line(ana.id), '', 'the line of somebody else');
        holds((await screen.find('region', 'Who needs somebody').innerText()).includes(luis.name), 'the incident is shown');
        await screen.type('Find (/)', '');
    });
    await check('Esc takes back the choice, and no dialog but its own', async () => {
        const whom = () => desk.page.locator('.bar .whom').textContent();
        const nobody = screen.say('Choose somebody, or give an order for many.');
        await desk.choose(ana.id, people[2].id);
        holds((await whom()) !== nobody, 'somebody is chosen');
        await screen.press('e');
        await screen.press('Escape');
        await desk.dialog().waitFor({ state: 'hidden' });
        holds((await whom()) !== nobody, 'the dialog had the key');
        await screen.press('Escape');
        same(await whom(), nobody, 'for whom the orders are');
    });
    await check('whom a filter hides is chosen no more, and nobody in their place', async () => {
        const whom = () => desk.page.locator('.bar .whom').textContent();
        await desk.page.locator('main tbody tr', { hasText: people[2].id }).locator('td.id').click();
        holds((await whom()).includes(people[2].id), `for whom the orders are: ${await whom()}`);
        await screen.type('Find (/)', 'carmen');
        same(await whom(), screen.say('Choose somebody, or give an order for many.'), 'for whom the orders are');
        await screen.type('Find (/)', '');
        same(await whom(), screen.say('Choose somebody, or give an order for many.'), 'for whom the orders are');
    });
}

/* The code that the node refuses a request with. */
async function refused(wire, ...words) {
    try {
        await wire.ask(...words);
        return '';
    } catch (error) {
        return error.code;
    }
}

async function givesOrders(room, desk, people) {
    const { screen } = desk;
    const [ana, , maria, jose] = people;
    await check('more time for two: what it will do, the entry in the journal, and undo', async () => {
        await desk.choose(ana.id, maria.id);
        const before = await ana.secondsAhead(jose);
        const minutesMore = async () => Math.round((await ana.secondsAhead(jose) - before) / 60);
        await screen.press('e');
        await screen.type('Minutes', '10');
        await screen.type('Why', 'the lamps failed');
        await desk.give('More time');
        holds((await desk.done()).includes('the lamps failed'), 'the entry says why');
        same(await minutesMore(), 10, 'the minutes more');
        await screen.click('button', 'Undo');
        await desk.give('Undo');
        await desk.done();
        await screen.click('button', 'Close');
        same(await minutesMore(), 0, 'the minutes more after it is taken back');
    });
    await check('a pause for everybody, and its end', async () => {
        await screen.press('P');
        await desk.give('Pause');
        await desk.done();
        same((await ana.wire.askPairs('EXAM')).paused, 'node', 'paused');
        await screen.click('button', 'Close');
        await screen.press('R');
        await desk.give('Resume');
        await desk.done();
        await screen.click('button', 'Close');
        same((await ana.wire.askPairs('EXAM')).paused, '', 'paused');
    });
    const announces = async (typed, heard) => {
        await screen.press('A');
        await screen.type('Announcement', typed);
        await desk.give('Announce');
        await desk.done();
        await screen.click('button', 'Close');
        same((await ana.wire.askPairs('EXAM')).announcement, heard, 'the announcement');
    };
    await check('an announcement reaches the terminals', () => announces('Quedan diez minutos', 'Quedan diez minutos'));
    await check('what is announced stands in the dialog, and is said again', async () => {
        const before = (await ana.wire.askPairs('EXAM')).announced;
        await screen.press('A');
        await screen.sees('Announced now: “Quedan diez minutos”');
        same(await screen.violations('dialog[open]'), [], 'what axe finds');
        await screen.click('button', 'Say it again');
        await desk.done();
        await screen.click('button', 'Close');
        const { announced, announcement } = await ana.wire.askPairs('EXAM');
        same([announced > before, announcement], [true, 'Quedan diez minutos'], 'the announcement');
    });
    await check('an announcement of several lines comes as one', () => announces(' Pregunta 7:\n\n lea 2 ', 'Pregunta 7: lea 2'));
    await check('who asks to start and is not admitted is counted, and found by it', async () => {
        const [, , , , , pedro] = people;
        await pedro.signIn();
        same(await refused(pedro.wire, 'START'), 'WAITING', 'the start');
        await desk.counts('asks', 1);
        await desk.page.locator('[data-group=asks]').click();
        await desk.lineHas(pedro.id, 'waits to be admitted');
        same(await desk.line(ana.id), '', 'the line of somebody else');
        same(await screen.violations(), [], 'what axe finds');
        await desk.page.locator('[data-group=asks]').click();
    });
    await check('"Seen" takes away one irregularity, and not the next in the same words', async () => {
        const needs = async () => (await screen.find('region', 'Who needs somebody').innerText()).includes('Note: talks');
        for (let i = 0; i < 2; i++) {
            await room.caracas.ctl(['note', jose.id, 'talks']);
            await until('the irregularity', needs);
            await desk.page.locator('.needs li', { hasText: jose.id }).getByRole('button', { name: screen.say('Seen') }).click();
            await desk.page.mouse.move(0, 0);
            await until('it is gone', async () => !await needs());
        }
        await room.caracas.ctl(['void', jose.id, '--reason', 'talks']);
        await desk.lineHas(jose.id, 'void');
        await room.caracas.ctl(['unvoid', jose.id]);
        await desk.lineHas(jose.id, 'running');
        same(await desk.page.locator('.needs li:not([inert])', { hasText: jose.id }).count(), 0, 'of whom the staff ordered something');
    });
}

/* What the card of the admission says; '' while nobody is shown. */
function card(desk) {
    return desk.page.evaluate(() => {
        const person = document.querySelector('.person');
        return person.checkVisibility() ? person.innerText : '';
    });
}

/* Somebody looks at whom the card shows, for as long as it takes no key. */
function looks() {
    const since = performance.now();
    return until('the card has been looked at', () => performance.now() - since > QUIET_MS);
}

async function admits(room, desk, people) {
    const { screen } = desk, [, , , , carmen, pedro] = people;
    await check('admission: nobody takes the place of whom a colleague admits, and Enter admits nobody', async () => {
        await room.caracas.ctl(['unadmit', carmen.id]);
        await desk.tab('Admission');
        await screen.sees('2 people are not admitted yet.');
        same(await card(desk), '', 'whom the card shows by itself');
        await desk.page.getByRole('button', { name: new RegExp(carmen.id) }).click();
        holds((await card(desk)).includes(carmen.id), 'who is chosen is shown');
        await room.caracas.ctl(['admit', carmen.id]);
        await screen.sees('1 person is not admitted yet.');
        same(await card(desk), '', 'whom the card shows when she is admitted');
        await desk.page.getByLabel(screen.say('ID or name')).focus();
        await looks();
        await screen.press('Enter');
    });
    await check('admission: found by a part of the name, shown large, admitted by one key that comes not too soon', async () => {
        await desk.page.evaluate(() => {
            const find = document.getElementById('admit-find');
            find.value = 'pedro';
            find.dispatchEvent(new Event('input'));
            find.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
        });
        await looks();
        same(await desk.page.locator('.admission .message').textContent(), '', 'what was done by a key that came at once');
        const shown = await card(desk);
        holds(shown.includes(pedro.id) && shown.includes(screen.say('waits to be admitted')), `who is shown: ${shown}`);
        await screen.press('Enter');
        await screen.sees('Undo');
    });
    await check('admission: what is said last is what was done last', async () => {
        const said = desk.page.locator('.admission .message');
        const says = (words) => until(`it says ${words}`, async () => (await said.innerText()).startsWith(`${words} · ${pedro.name}`),
            { detail: () => said.innerText() });
        await says('Admit');
        await screen.click('button', 'Undo');
        await desk.give('Undo');
        await desk.done();
        await screen.click('button', 'Close');
        await says('Take back the admission');
        await screen.click('button', 'Undo');
        await desk.give('Undo');
        await desk.done();
        await screen.click('button', 'Close');
        await says('Admit');
        await pedro.start(1);
    });
    await check('admission: nobody is shown after it, and a second Enter admits nobody', async () => {
        await room.caracas.ctl(['unadmit', carmen.id]);
        await screen.sees('1 person is not admitted yet.');
        same(await card(desk), '', 'whom the card shows');
        await looks();
        await screen.press('Enter');
        await looks();
        holds(!(await desk.page.locator('.admission .message').textContent()).includes(carmen.id), 'nobody else is admitted');
        await room.caracas.ctl(['admit', carmen.id]);
    });
    await isFit(screen, 'admission');
    await desk.tab('Room');
}

async function linkGoes(room, desk, people) {
    const { screen } = desk, [ana] = people;
    await check('the link between the centres goes: since when, and what is here alone', async () => {
        room.link.cut();
        await screen.sees(/Maracay: no line since \d\d:\d\d;/);
        await ana.answer(1);
        await screen.sees('1 answer of this centre is only here.');
        await desk.tab(put('Maracay'));
        await screen.sees(/How its terminals are is not known here\./);
        await desk.lineHas('V20000001', /\?/);
    });
    await isFit(screen, 'the other centre while the link is down');
    await check('the link is back: everything is copied', async () => {
        room.link.mend();
        await screen.sees('Maracay: connected, everything copied.');
        await desk.tab('Room');
    });
}

async function lineOfTheDeskGoes(room, browser, desk, people) {
    const { screen } = desk, [ana] = people;
    const lost = /No line to the node since \d\d:\d\d: what you see is from then\./;
    await check('the line of the desk goes: said so, and an order waits and is done once', async () => {
        await desk.choose(ana.id);
        await desk.prepare('Irregularity');
        browser.line.cut();
        await screen.sees(lost);
        await screen.gone('Maracay: connected, everything copied.');
        same(await desk.page.locator('header .heard').textContent(), '', 'what is told of the line of the centres');
        await screen.type('What happened', 'a telephone');
        await desk.give('Irregularity');
        await screen.sees('No answer yet: the order is sent again, and never done twice. You can leave: it may have been done.');
        same(await screen.violations('dialog[open]'), [], 'what axe finds');
        browser.line.mend();
        const said = await desk.done();
        same(said.match(/Entry \d+ of Caracas: irregularity/g)?.length, 1, `its entries in: ${said}`);
        await desk.close();
        await until('the band is gone', async () => !lost.test(await screen.text()));
    });
    await check('the node is killed and started again: the room is there, and nobody signs in', async () => {
        await room.caracas.kill();
        await screen.sees(lost);
        await desk.lineHas(ana.id, 'running');
        await room.caracas.start();
        await until('the band is gone', async () => !lost.test(await screen.text()));
        await desk.lineHas(ana.id, /3\/8/);
        await desk.order('More time', [ana.id], { Minutes: '5', Why: 'the power failed' });
    });
}

async function loadsAgain(room, desk, people) {
    const { screen } = desk, [ana] = people;
    await check('a page that is loaded again goes on without the code, also where it was', async () => {
        await desk.tab('Admission');
        await desk.page.reload();
        await until('the view', () => screen.has('heading', 'Admission'));
        await desk.tab('Room');
        await desk.lineHas(ana.id, 'running');
    });
    await check('loaded again while the node is away: the code outlives the error page of the browser', async () => {
        await room.caracas.kill();
        await desk.page.reload().catch(() => {}); /* there is nobody to give the page */
        await room.caracas.start();
        await until('the page is loaded', () => desk.page.reload().then(() => true));
        await desk.lineHas(ana.id, 'running');
    });
    await check('who goes back to the page types the code, and so after signing out; nothing stays', async () => {
        const nothing = { session: {}, local: {}, cookies: '', databases: {}, cached: [] };
        await screen.open('about:blank');
        await desk.page.goBack();
        await until('the sign-in', () => screen.has('button', 'Sign in'));
        same(await screen.kept(), nothing, 'what is kept');
        await desk.signInAs('ana@caracas', desk.code);
        await desk.lineHas(ana.id, 'running');
        same(Object.keys((await screen.kept()).session), ['sinodo-desk'], 'what is kept');
        await desk.signOut();
        await until('the sign-in', () => screen.has('button', 'Sign in'));
        same(await screen.kept(), nothing, 'what is kept');
        await desk.page.reload();
        await until('the sign-in', () => screen.has('button', 'Sign in'));
    });
}

async function marks(room, browser, people, lang) {
    const desk = new Desk(new ChromiumScreen(await browser.page(), lang));
    look({ marker: desk.page });
    await check('essays are marked by keys alone, without a name', async () => {
        await people[3].start(8);
        await people[3].finish();
        await desk.signIn(room.caracas, 'mara', 'marker');
        await desk.screen.click('button', 'Go on marking');
        await desk.screen.sees(put('Porque sí.'));
        holds(!(await desk.screen.text()).includes(people[3].name), 'nobody is named');
        same(await desk.screen.violations(), [], 'what axe finds');
        await desk.screen.press('1');
        await desk.screen.press('Enter');
        await desk.screen.sees('Nothing is left for you here.');
        await desk.screen.click('button', 'Look at my last mark');
        await desk.screen.sees('An answer that you have marked.');
        same(await desk.page.inputValue('#points'), '1', 'the points');
        await until('the mark is in the record', async () => !(await room.caracas.record(people[3].id)).unmarked);
    });
    await desk.page.close();
}

export async function run() {
    const room = await Room.open({ bank: BANK, plan: `${PLAN}admit = staff\n` });
    const browser = await Chromium.start({ lang: 'en' });
    let people = [];
    try {
        await room.start();
        people = await fill(room);
        const desk = new Desk(new ChromiumScreen(await browser.page(), 'en'));
        look({ desk: desk.page });
        await check('a wrong code is refused in words', async () => {
            await desk.screen.open(room.caracas.staff);
            await desk.signInAs('ana@caracas', 'AAAA-AAAA-AAAA');
            await desk.screen.sees('The name or the code is wrong. The name has its centre behind it: ana@caracas.');
        });
        await isFit(desk.screen, 'signing in');
        await check('the board signs in', async () => {
            await desk.signIn(room.caracas, 'ana', 'board');
            await until('the table', () => desk.screen.has('table', 'People'));
        });
        await showsTheRoom(room, desk, people);
        await isFit(desk.screen, 'the room');
        await givesOrders(room, desk, people);
        await admits(room, desk, people);
        await marks(room, browser, people, 'en');
        look({ desk: desk.page });
        await linkGoes(room, desk, people);
        await lineOfTheDeskGoes(room, browser, desk, people);
        await loadsAgain(room, desk, people);
        await check('nothing was refused by the policy, and no script failed', async () => same(browser.complaints, [], 'complaints'));
    } finally {
        people.forEach((person) => person.leave());
        await browser.close();
        await room.close();
    }
}
