/* layout.js - what is wrong with how a page lies on the screen. Runs in the page: it uses nothing from
 * outside. */

/* Lines of text: what is wider than the window, cut off, outside its frame, or over something else. */
export function layoutFaults() {
    const FRAMES = 'button, label.option, .code, .card, .page, .band > div, .head > div';
    const CONTROLS = 'button, input, select, textarea, summary, svg';
    const SLACK = 1.5;
    const page = document.documentElement;
    const faults = [];
    scrollTo({ top: 0, behavior: 'instant' });

    const name = ({ node, text }) => (text ?? `${node.tagName.toLowerCase()} ${node.ariaLabel ?? node.innerText ?? ''}`)
        .replace(/\s+/g, ' ').trim().slice(0, 40);
    const isSeen = (node) => node.checkVisibility() && !node.closest('.heard, .skip, option');

    /* What of a box can be seen inside of parts that scroll or hide; null: nothing. */
    const seen = ({ node, left, right, top, bottom }) => {
        for (let part = node; part !== null; part = part.parentElement) {
            if (getComputedStyle(part).overflowY === 'visible' || part.matches(CONTROLS))
                continue;
            const clip = part.getBoundingClientRect();
            [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
            [top, bottom] = [Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
        }
        return left < right && top < bottom ? { left, right, top, bottom } : null;
    };

    /* Each line of text, without the room above and below its letters; and each control. */
    const boxes = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode.parentElement;
        if (!isSeen(node) || walk.currentNode.data.trim() === '')
            continue;
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        for (const { left, right, top, bottom, height } of range.getClientRects())
            boxes.push({ node, of: walk.currentNode, text: walk.currentNode.data, left, right, top: top + height / 5, bottom: bottom - height / 5 });
    }
    for (const node of document.querySelectorAll(CONTROLS)) {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        if (isSeen(node))
            boxes.push({ node, of: node, left, right, top, bottom });
    }

    if (page.scrollWidth > page.clientWidth)
        faults.push(`${page.scrollWidth - page.clientWidth} px wider than the window`);
    for (const box of boxes) {
        const frame = box.node.closest(FRAMES)?.getBoundingClientRect();
        if (box.left < -SLACK || box.right > page.clientWidth + SLACK)
            faults.push(`out of the window: ${name(box)}`);
        if (frame && (box.left < frame.left - SLACK || box.right > frame.right + SLACK || box.bottom > frame.bottom + SLACK))
            faults.push(`out of its frame: ${name(box)}`);
    }
    const shown = boxes.map((box) => ({ ...box, at: seen(box) })).filter(({ at }) => at !== null);
    for (const [i, a] of shown.entries())
        for (const b of shown.slice(i + 1)) {
            const across = Math.min(a.at.right, b.at.right) - Math.max(a.at.left, b.at.left);
            const down = Math.min(a.at.bottom, b.at.bottom) - Math.max(a.at.top, b.at.top);
            if (a.of !== b.of && !a.node.contains(b.of) && !b.node.contains(a.of) && across > SLACK && down > SLACK)
                faults.push(`over each other: ${name(a)}, ${name(b)}`);
        }
    return faults;
}
