/* focus.js - where the focus goes when what had it is there no more: never to the top of the page. */

/* To that element, or else to the view that is open. */
export function focusBack(element) {
    if (element?.isConnected) element.focus();
    if (document.activeElement === document.body)
        document.getElementById('main')?.focus({ preventScroll: true });
}
