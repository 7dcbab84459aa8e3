/* until.js - waits for a condition with a deadline. Nothing here waits for a time: how long a
 * condition takes is the machine's affair, that it comes is the test's. */

/* So long at the most: what takes a second here may take a busy machine half a minute. */
export const PATIENCE_MS = 60000;

const PAUSE_MS = 20;

export function pause(ms = PAUSE_MS) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

/* Thrown by a condition that cannot come any more. */
export class Never extends Error {}

/* Calls `condition` until it gives something true, and returns that. A condition that throws has not
 * come yet. `what` says in words what was waited for; `detail()` adds what was there instead. */
export async function until(what, condition, { ms = PATIENCE_MS, detail } = {}) {
    const end = performance.now() + ms;
    for (;;) {
        let thrown = null;
        try {
            const got = await condition();
            if (got)
                return got;
        } catch (error) {
            if (error instanceof Never)
                throw error;
            thrown = error;
        }
        if (performance.now() > end) {
            const instead = detail ? `; instead: ${await detail()}` : '';
            const why = thrown ? ` (${thrown.message.split('\n')[0]})` : '';
            throw new Error(`never came in ${ms} ms: ${what}${why}${instead}`);
        }
        await pause();
    }
}

/* The promise's value, or an error in words after `ms`. */
export async function within(what, promise, ms = PATIENCE_MS) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done in ${ms} ms: ${what}`)), ms);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}
