/* spans.js - spans of time: as short as the terminal's board writes them, pure; and one to wait. */

function two(n) {
    return String(n).padStart(2, '0');
}

/* "1:02:33", "12:05", "–". */
export function sayLeft(seconds) {
    if (seconds < 0) return '–';
    const rest = two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60);
    if (seconds >= 3600) return Math.floor(seconds / 3600) + ':' + rest;
    return Math.floor(seconds / 60) + ':' + two(seconds % 60);
}

/* "40 s", "12 min", "3 h"; "" below five seconds, which the caller calls now; "–" where there is none. */
export function sayAgo(seconds) {
    if (seconds < 0) return '–';
    if (seconds < 5) return '';
    if (seconds < 100) return seconds + ' s';
    return seconds < 6000 ? Math.floor(seconds / 60) + ' min' : Math.floor(seconds / 3600) + ' h';
}

/* "10:42:07", of a moment as the node writes it (RFC 3339), by the clock of this computer. */
export function sayMoment(text) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? text : sayClock(ms) + ':' + two(new Date(ms).getSeconds());
}

/* "10:42", of a moment in milliseconds of the wall clock. */
export function sayClock(ms) {
    const at = new Date(ms);
    return two(at.getHours()) + ':' + two(at.getMinutes());
}

/* A time of day as staff type it ("09:30"), as today's moment by the clock of this computer, for a node in
 * whatever zone; other texts as they are. */
export function atToday(text, now = new Date()) {
    const found = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(text.trim());
    if (found === null) return text.trim();
    const at = new Date(now);
    at.setHours(found[1], found[2], 0, 0);
    const east = -at.getTimezoneOffset(),
        offset = `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${found[0]} ${offset}`;
}

/* Milliseconds of a moment as staff type it ("2027-03-01 09:30 -04:00"); NaN: it is none. */
export function momentOf(text) {
    return Date.parse(text.replace(/^(\S+) (\S+) /, '$1T$2'));
}

export function wait(ms) {
    return new Promise((done) => setTimeout(done, ms));
}
