/* draft.js - when a text that is being typed is sent, though the applicant types on: the intervals of
 * the terminal (client/draft.h, T2 and T3). Pure.
 *
 *   T2  3 s after its first change; one longer than 384 bytes a second later for each 128 bytes since
 *       it was sent last
 *   T3  once more shortly before the deadline, early enough for a slow line, and in the last seconds */

const DRAFT_MS = 3000, BYTES_PER_S = 128, LINE_BYTES_PER_S = 1024;
const EARLY_MS = 10000, LATE_MS = 3000, LAST_MS = 1500;

/* changed: the first change that was not sent; sent: the last sending, or the beginning of the
 * writing. */
export function draftDue({ changed, sent }, bytes, now, deadline) {
    const passed = (moment) => now >= moment && sent < moment;
    if (passed(deadline - EARLY_MS - (bytes * 1000) / LINE_BYTES_PER_S) ||
        passed(deadline - LATE_MS) || passed(deadline - LAST_MS))
        return true;
    return now - changed >= DRAFT_MS && now - sent >= (bytes * 1000) / BYTES_PER_S;
}
