/* oracle.js - was an answer lost, or taken twice? Pure: it compares what a page said to the person, and
 * what the node said to the page, with what the node counts in the end. Lines of text, one a fault.
 *
 *   W1  what was shown as saved, or as kept, is counted, or something that was given after it is; or it
 *       was kept, and is shown as not counted
 *   W2  an answer has one entry however often it was sent: the entries of the journal grow with SEQ
 *   W3  what counts was given
 *
 * given: of each question the answers in their order, none of them twice; promised: of each question {saved, kept}, the
 * places in that list of the last one that was shown so, -1: none; counted: of each question what the
 * node has; uncounted: numbers of questions; saves: as tap.js has them. */
export function judge({ given, promised, counted, uncounted, saves }) {
    const faults = [];
    for (const [n, { saved, kept }] of promised) {
        const at = given.get(n).indexOf(counted.get(n));
        if (at < 0 && counted.get(n) !== undefined)
            faults.push(`W3: question ${n}: "${counted.get(n)}" counts, and was never given`);
        else if (at < saved)
            faults.push(`W1: question ${n}: "${given.get(n)[saved]}" was saved, "${counted.get(n)}" counts`);
        else if (at < kept && !uncounted.includes(n))
            faults.push(`W1: question ${n}: "${given.get(n)[kept]}" was kept, "${counted.get(n)}" counts, and nothing says so`);
    }
    const entries = new Map();
    for (const { n, seq, entry } of saves) {
        if (entries.has(seq) && entries.get(seq) !== entry)
            faults.push(`W2: question ${n}: number ${seq} is entry ${entries.get(seq)} and entry ${entry}`);
        entries.set(seq, entry);
    }
    const bySeq = [...entries].sort(([a], [b]) => a - b);
    for (let i = 1; i < bySeq.length; i++)
        if (bySeq[i][1] <= bySeq[i - 1][1])
            faults.push(`W2: number ${bySeq[i][0]} is entry ${bySeq[i][1]}, not behind entry ${bySeq[i - 1][1]}`);
    return faults;
}
