/* clock.js - the time that is left, as the node said it with its last reply, counted on by this
 * machine's monotonic clock. Pure: instants in milliseconds are arguments.
 *
 *   Q3  it is never set by the wall clock while the page lives; a page that was loaded again without
 *       a line has nothing else, and is corrected by the first reply. Where the wall clock was set back
 *       meanwhile no time is shown until then */

const SPOKEN_MINUTES = [30, 15, 10, 5, 1];

/* Seconds, rounded up. standing: exam/standing.js. */
export function secondsLeft(standing, now_ms) {
    const left_ms = standing.paused === '' ? standing.left_ms - (now_ms - standing.heard_ms) : standing.left_ms;
    return Math.max(0, Math.ceil(left_ms / 1000));
}

/* "59:12", or "1:59:12". */
export function clockText(seconds) {
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/* How many minutes are left, where one of those that are spoken has come between two looks at the clock;
 * 0: none has. After more time was given they come again. before_s: 0 at the first look. */
export function minutesToSpeak(before_s, now_s) {
    const passed = SPOKEN_MINUTES.some((minutes) => before_s > minutes * 60 && now_s <= minutes * 60);
    return passed ? Math.ceil(now_s / 60) : 0;
}
