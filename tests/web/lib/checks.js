/* checks.js - one line a check, as it is done. A check that fails names what was not so; the next one
 * is still run. Whatever pages are given to look() are photographed when a check fails, into
 * build/web/failed. */
import fs from 'node:fs';
import path from 'node:path';
import { OUT } from './packages.js';

const FAILED = path.join(OUT, 'failed');
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
        failed.push(name);
        console.log(`  BAD  ${name}: ${error.stack.split('\n').slice(0, 6).join('\n       ')}`);
        await photograph(name);
        return false;
    }
}

export function same(got, wanted, what = 'the value') {
    const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
    if (a !== b)
        throw new Error(`${what} is ${a}, not ${b}`);
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

/* The same at both widths and in both schemes: of their four pairs two in each language, so that each width is
 * seen with each scheme, and each of them in each language. `part`: a selector of what has changed, when that
 * is not the whole page. The page is left as wide and light as it was opened. */
export async function isFitEverywhere(screen, view, part) {
    await check(`${view} (${screen.lang}): WCAG 2.2 AA, narrow and wide, light and dark`, () => fitsEverywhere(screen, part));
}

/* looked: the widths at which axe looks. */
export async function fitsEverywhere(screen, part, looked = [320, 1280]) {
    const { lang, page } = screen;
    const schemes = lang === 'en' ? ['light', 'dark'] : ['dark', 'light'];
    const wrong = [];
    for (const [i, width] of [320, 1280].entries()) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: schemes[i] });
        await screen.frame();
        const found = [...looked.includes(width) ? await screen.violations(part) : [], ...await screen.cut()];
        wrong.push(...found.map((text) => `${width} px, ${schemes[i]}: ${text}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    same(wrong, [], 'what is wrong');
}

const SIZES = [{ width: 320, height: 256 }, { width: 1280, height: 800 }]; /* the first: 400 % zoom of the second, about */

/* A view of the exam page in each language, at both widths, in light and in dark: WCAG 2.2 AA, nothing is
 * cut off, and nothing lies over something else. axe looks at each light at each width once, and at each language in
 * both. again(): makes the view anew in another language, where the language's button does not keep it. */
export async function isFitInBothLanguages(screen, view, again) {
    await check(`${view}: fit in both languages, at 320 and 1280 px, light and dark`, async () => {
        const { width, height } = screen.page.viewportSize();
        for (let languages = 0; languages < 2; languages++) {
            await screen.changeLanguage();
            await again?.();
            for (const size of SIZES)
                for (const colorScheme of ['light', 'dark']) {
                    await screen.page.setViewportSize(size);
                    await screen.page.emulateMedia({ colorScheme });
                    const where = `${screen.lang}, ${size.width} px, ${colorScheme}`;
                    same(await screen.layoutFaults(), [], `what lies wrong (${where})`);
                    const isNarrow = size === SIZES[0], isDark = colorScheme === 'dark';
                    if ((screen.lang === 'es') === (isNarrow !== isDark))
                        same(await screen.violations(), [], `what axe finds (${where})`);
                }
        }
        await screen.page.setViewportSize({ width, height });
        await screen.page.emulateMedia({ colorScheme: 'light' });
    });
}

export function summary() {
    console.log(failed.length === 0 ? `${done} checks: all held`
        : `${done} checks held, ${failed.length} did not:\n  ${failed.join('\n  ')}`);
    return failed.length;
}
