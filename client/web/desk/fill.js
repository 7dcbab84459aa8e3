/* fill.js - a text whose {names} are replaced by facts, as in the terminal's catalogue. Pure. */

export function fill(text, facts = {}) {
    return text.replace(/\{([a-z_]+)\}/g, (all, name) =>
        name in facts ? String(facts[name]) : all,
    );
}

/* The facts of a text that was made from this one; null: it was made from another. */
export function unfill(template, text) {
    const names = [];
    const parts = template.split(/\{([a-z_]+)\}/);
    const source = parts
        .map((part, i) => {
            if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
            names.push(part);
            return '(.*?)';
        })
        .join('');
    const found = new RegExp(`^${source}$`, 's').exec(text);
    return found === null ? null : Object.fromEntries(names.map((name, i) => [name, found[i + 1]]));
}
