/* checks.js - one line a check, as it is done. A check that fails names what was not so; the next one
 * is still run. Whatever pages are given to look() are photographed when a check fails, into
 * build/web/failed. */
import fs from 'node:fs';
import path from 'node:path';
import { OUT } from './packages.js';

const FAILED = path.join(OUT, 'failed');
const SHOWN = 2000; /* characters of a value */
const failed = [];
let done = 0;
let watched = [];

/* The pages that a failure shows, with their names. */
export function look(pages) {
    watched = Object.entries(pages);
}

async function photograph(name) {
    fs.mkdirSync(FAILED, { recursive: true });
    for (const [which, page] of watched) {
        const file = path.join(FAILED, `${name} - ${which}.png`.replace(/[^\w .-]/g, '_'));
        await page.screenshot({ path: file }).then(() => console.log(`       ${file}`), () => {});
    }
}

/* Runs it now: whether it held. */
export async function check(name, run) {
    const start = performance.now();
    try {
        await run();
        done++;
        console.log(`  ok   ${name} (${Math.round(performance.now() - start)} ms)`);
        return true;
    } catch (error) {
        failed.push(`${name}: ${error.message}`);
        console.log(`  BAD  ${name}: ${error.stack.split('\n').slice(0, 6).join('\n       ')}`);
        await photograph(name);
        return false;
    }
}

export function same(got, wanted, what = 'the value') {
    const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
    if (a !== b)
        throw new Error(`${what} is ${a.slice(0, SHOWN)}, not ${b.slice(0, SHOWN)}`);
}

export function holds(condition, what) {
    if (!condition)
        throw new Error(`not so: ${what}`);
}

/* A view is as it must be for everybody: WCAG 2.2 AA, and nothing is cut off at the side. */
export async function isFit(screen, view) {
    await check(`${view}: WCAG 2.2 AA, and not wider than the window`, async () => {
        same(await screen.violations(), [], 'what axe finds');
        same(await screen.overflow(), 0, 'pixels too many');
    });
}

/* What is wrong with a view in the language that it has, in light and in dark at one size, as lines of text:
 * what measure() finds; and in one of the two what axe finds, so that it sees each light at each width in one
 * of the languages, and each language at both widths. `part`: a selector of what axe is to look at, when that is
 * not the whole page. */
async function faultsAt(screen, size, { measure, part, axe = true }) {
    const { lang, page } = screen;
    const faults = [];
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await screen.frame();
        const isNarrow = size.width < 1280, isDark = colorScheme === 'dark';
        const looks = axe && (lang === 'es') === (isNarrow !== isDark);
        const found = [...await measure(), ...looks ? await screen.violations(part) : []];
        faults.push(...found.map((text) => `${lang}, ${size.width} px, ${colorScheme}: ${text}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    return faults;
}

/* A view of the desk is as it must be for everybody, at both widths, in light and in dark. It is left at 1280. */
export async function isFitEverywhere(screen, view, part) {
    await check(`${view} (${screen.lang}): WCAG 2.2 AA, narrow and wide, light and dark`, () => fitsEverywhere(screen, part));
}

/* looked: the widths at which axe looks. */
export async function fitsEverywhere(screen, part, looked = [320, 1280]) {
    const faults = [];
    for (const width of [320, 1280])
        faults.push(...await faultsAt(screen, { width, height: 900 }, { part, measure: () => screen.cut(), axe: looked.includes(width) }));
    same(faults, [], 'what is wrong');
}

const SIZES = [{ width: 320, height: 256 }, { width: 1280, height: 800 }]; /* the first: 400 % zoom of the second, about */

/* A view of the exam page in each language, at both sizes, in light and in dark. In one language it is built
 * at the small size, in the other one at the large. again(): makes the view anew, where the language's button does
 * not keep it. */
export async function isFitInBothLanguages(screen, view, again) {
    await check(`${view}: fit in both languages, at 320 and 1280 px, light and dark`, async () => {
        const before = screen.page.viewportSize(), faults = [];
        for (const builtAt of SIZES) {
            await screen.page.setViewportSize(builtAt);
            await screen.changeLanguage();
            await again?.();
            for (const size of SIZES)
                faults.push(...await faultsAt(screen, size, { measure: () => screen.layoutFaults() }));
        }
        await screen.page.setViewportSize(before);
        same(faults, [], 'what is wrong');
    });
}

export function summary() {
    console.log(failed.length === 0 ? `${done} checks: all held`
        : `${done} checks held, ${failed.length} did not:\n  ${failed.join('\n  ')}`);
    return failed.length;
}
