/* screenshots.js - both pages of a sample room, to be looked at: every view in both languages, at 320
 * and 1280 px, light and dark, in build/screenshots, with index.html that shows all of them. The two of
 * the README are exam.png and desk.png. */
import fs from 'node:fs';
import path from 'node:path';
import { Applicant } from './lib/applicant.js';
import { Chromium } from './lib/browsers.js';
import { Seated } from './lib/crowd.js';
import { Desk } from './lib/desk.js';
import { ROOT } from './lib/packages.js';
import { Room } from './lib/room.js';
import { ChromiumScreen, put } from './lib/screen.js';
import { until } from './lib/until.js';

const OUT = path.join(ROOT, 'build/screenshots');
const WIDTHS = [1280, 320], SCHEMES = ['light', 'dark'];

const PEOPLE = `Ana Rojas, Luis Peña, María Núñez, José Ortiz, Carmen Díaz, Pedro Mora, Rosa Gil, Andrés Bello,
Teresa Carreño, Simón Rodríguez, Luisa Cáceres, Rómulo Gallegos, Manuela Sáenz, Arturo Michelena, Elena Guerra,
Jacinto Convit, Ida Gramcko, Rafael Urdaneta, Josefa Camejo, Armando Reverón, Antonia Palacios, Félix Soublette,
Cecilia Acosta, Julio Garmendia, Yolanda Moreno, Otto Castro, Isabel Tovar, Hugo Blanco, Nora Salas, Iván Rincón`
    .split(/,\s+/);
const ROOMS = ['Aula 5', 'Aula 6', 'Aula 7'];

const PLAN = `title = Admisión 2027
seconds = 5400
shuffle = no
admit = staff
reveal = yes
`;
const EXTRA = `
::D1:: El agua de un río que se usa para regar vuelve en parte al cauce. Lea esto antes de la pregunta que sigue.

::E1:: Explique en pocas líneas por qué el nivel de un río baja en la estación seca. {}

::R1:: Relacione cada estado con su capital. {=Aragua -> Maracay =Lara -> Barquisimeto =Zulia -> Maracaibo}

::N1:: ¿Cuántos metros cúbicos son 2.500 litros? {#2.5}

::M1:: Elija dos verbos. {~%50%comer ~%50%reír ~%-50%silla ~%-50%azul}
`;

const idOf = (i) => `V${12345678 + i * 7919}`;

/* --- the room --- */

async function openRoom() {
    const bank = fs.readFileSync(path.join(ROOT, 'db/banks/admission.gift'), 'utf8') + EXTRA;
    const roster = ['cedula,nombre,nodo,sala', ...PEOPLE.map((name, i) => `${idOf(i)},${name},${i < 22 ? 'caracas' : 'maracay'},${ROOMS[i % 3]}`),
        'V99000001,Ana Rojas,caracas,Aula 5', 'V99000002,Ana Rojas,caracas,Aula 5'].join('\n');
    const room = await Room.open({ bank, plan: PLAN, roster });
    return room.start();
}

/* People in each state: some have not come, some wait, most sit, three are silent, some are done. */
async function seat(room) {
    const people = [];
    for (const [i, name] of PEOPLE.entries()) {
        const person = await Seated.register(i < 22 ? room.caracas : room.maracay, idOf(i), name);
        people.push(person);
        if (i % 11 === 9)
            continue;
        if (i % 7 !== 5)
            await person.node.ctl(['admit', person.id]);
        await person.signIn();
        if (i % 7 !== 5 && i % 10 !== 8)
            await person.start(i === 6 ? 50 : (i * 5) % 29 + 2);
    }
    const [, luis, maria, jose, carmen, , rosa] = people;
    await rosa.finish();
    await room.caracas.ctl(['pause', jose.id, '--reason', 'no se siente bien']);
    await room.caracas.ctl(['void', carmen.id, '--reason', 'usaba ayuda no permitida']);
    await room.caracas.ctl(['note', maria.id, 'un teléfono sobre la mesa']);
    luis.fallSilent();
    people[10].fallSilent();
    return people;
}

/* --- pictures --- */

/* `whole`: with what must be scrolled to; not where something stands at the foot of the window. */
async function shoot(screen, name, whole = true) {
    for (const width of WIDTHS) {
        await screen.page.setViewportSize({ width, height: width === 320 ? 640 : 800 });
        for (const scheme of SCHEMES) {
            await screen.page.emulateMedia({ colorScheme: scheme });
            await screen.page.screenshot({ path: path.join(OUT, `${name}-${screen.lang}-${width}-${scheme}.png`), fullPage: whole });
        }
    }
    await screen.page.setViewportSize({ width: 1280, height: 800 });
    await screen.page.emulateMedia({ colorScheme: 'light' });
}

/* One of the README, which is small. */
async function shootForReaders(screen, name) {
    await screen.page.setViewportSize({ width: 1240, height: 760 });
    await screen.page.screenshot({ path: path.join(OUT, `${name}.png`) });
    await screen.page.setViewportSize({ width: 1280, height: 800 });
}

/* For the README: some questions are answered, one is to be reviewed. */
async function shootTheMiddle(screen, ana) {
    for (const option of ['2', '1', '3', '1', '2', '4', '3']) {
        await ana.next();
        await screen.press(option);
        await ana.isMarked('saved at both centres');
    }
    await shootForReaders(screen, 'exam');
    await ana.first();
}

async function shootExam(room, browser, lang, id) {
    const screen = new ChromiumScreen(await browser.page(), lang);
    const ana = new Applicant(screen, id, 'Ana Rojas');
    await screen.open(room.caracas.exam);
    await screen.sees('No access code yet?');
    await shoot(screen, 'exam-1-first-page');
    await ana.register(room.caracas);
    await shoot(screen, 'exam-2-code');
    await ana.enter();
    await screen.sees('Before you start');
    await shoot(screen, 'exam-3-waits-for-admission');
    await room.caracas.ctl(['admit', id]);
    await until('the button to start', () => screen.has('button', 'Start the exam'));
    await shoot(screen, 'exam-4-before');
    await ana.start();
    await ana.chooses('efímero', 'pasajero');
    await ana.isMarked('saved at both centres');
    await screen.click('button', '⚑ Review later');
    await shoot(screen, 'exam-5-question');
    if (lang === 'es')
        await shootTheMiddle(screen, ana);
    for (const [name, text] of [['several', 'Elija dos'], ['number', 'metros cúbicos'], ['partners', 'Relacione'], ['essay', 'Explique'], ['text', 'vuelve en parte']]) {
        await ana.find(text);
        await shoot(screen, `exam-6-${name}`);
    }
    await room.caracas.ctl(['announce', 'Pregunta 7: lea 2 donde dice 3', '--room', ROOMS[0]]);
    await screen.sees(put('lea 2 donde dice 3'));
    await shoot(screen, 'exam-7-announcement');
    await screen.click('button', 'Put away');
    await ana.types('Explique', 'En la estación seca llueve menos, y lo que cae se evapora antes de llegar al cauce.');
    await shoot(screen, 'exam-7-typing');
    browser.line.cut();
    await ana.types('Explique', 'Llueve menos.');
    await ana.isMarked('kept in this browser');
    await shoot(screen, 'exam-8-line-lost');
    await ana.toHandIn();
    await shoot(screen, 'exam-8-handing-in-refused');
    browser.line.mend();
    await screen.click('button', 'Back to the questions');
    await ana.isMarked('saved at both centres');
    await room.caracas.ctl(['pause', id, '--reason', 'no se siente bien']);
    await screen.sees('Your exam is paused');
    await shoot(screen, 'exam-9-paused');
    await room.caracas.ctl(['resume', id]);
    await ana.sits();
    await ana.toHandIn();
    await shoot(screen, 'exam-10-handing-in');
    await screen.click('button', 'Back to the questions');
    await ana.handIn();
    await until('the right answers', () => screen.has('button', 'See the right answers'));
    await shoot(screen, 'exam-11-after');
    await screen.click('button', 'See the right answers');
    await screen.sees('Back to the result');
    await shoot(screen, 'exam-12-right-answers');
    await screen.page.close();
}

async function shootDesk(room, browser, lang, people) {
    const screen = new ChromiumScreen(await browser.page(), lang);
    const desk = new Desk(screen);
    await screen.open(room.caracas.staff);
    await screen.sees('The desk');
    await shoot(screen, 'desk-1-signing-in');
    await desk.signIn(room.caracas, `ana${lang}`, 'board');
    await until('silent terminals', async () => await desk.count('silent') >= 2);
    await shoot(screen, 'desk-2-room', false);
    if (lang === 'es')
        await shootForReaders(screen, 'desk');
    await desk.choose(people[0].id, people[2].id);
    await screen.press('e');
    await screen.type('Minutes', '10');
    await screen.type('Why', 'Falló la luz');
    await shoot(screen, 'desk-3-an-order', false);
    await desk.give('More time');
    await desk.done();
    await shoot(screen, 'desk-3-the-order-is-given', false);
    await screen.click('button', 'Close');
    await screen.click('button', 'Grid');
    await shoot(screen, 'desk-4-grid', false);
    await screen.click('button', 'Grid');
    await desk.tab(put('Maracay'));
    await shoot(screen, 'desk-5-other-centre', false);
    for (const [name, tab] of [['admission', 'Admission'], ['lists', 'Lists'], ['centre', 'Centre'], ['given', 'Given here'], ['marking', 'Marking']]) {
        await desk.tab(tab);
        await shoot(screen, `desk-6-${name}`);
    }
    await screen.click('button', 'Go on marking');
    await screen.sees('Skip');
    await shoot(screen, 'desk-7-an-essay');
    await desk.tab('Room');
    room.link.cut();
    await room.caracas.linkIs('down');
    await until('the line in words', async () => !(await screen.text()).includes('Maracay: conectado'));
    await shoot(screen, 'desk-8-link-lost', false);
    room.link.mend();
    await room.caracas.linkIs('up');
    await screen.page.close();
}

function writeIndex() {
    const pictures = fs.readdirSync(OUT).filter((name) => name.endsWith('.png')).sort();
    const figures = pictures.map((name) => `<figure><a href="${name}"><img src="${name}" alt=""></a><figcaption>${name}</figcaption></figure>`);
    fs.writeFileSync(path.join(OUT, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Pages</title>
<style>body{display:flex;flex-wrap:wrap;gap:12px;font:12px sans-serif;background:#888}figure{margin:0}img{height:420px;width:auto}</style>
${figures.join('\n')}\n`);
    console.log(`${pictures.length} pictures: ${path.relative(ROOT, OUT)}/index.html`);
}

fs.rmSync(OUT, { recursive: true, force: true });
fs.mkdirSync(OUT, { recursive: true });
const room = await openRoom();
const people = await seat(room);
try {
    for (const [lang, id] of [['es', 'V99000001'], ['en', 'V99000002']]) {
        const browser = await Chromium.start({ lang });
        await shootDesk(room, browser, lang, people);
        await shootExam(room, browser, lang, id);
        await browser.close();
    }
    writeIndex();
} finally {
    people.forEach((person) => person.leave());
    await room.close();
}
process.exit(0);
