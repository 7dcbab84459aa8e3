/* markup.h - what a text holds that a terminal shows as it stands: HTML, LaTeX, and the places of
 * images and sounds, which nobody sees or hears.
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef BANK_MARKUP_H
#define BANK_MARKUP_H

#include <stddef.h>

enum markup { MARKUP_MEDIA, MARKUP_HTML, MARKUP_LATEX, MARKUP_KINDS };

/* The first piece of this kind in the text, and its bytes; NULL for none. */
const char *markup_find(const char *text, enum markup kind, size_t *len);

#endif
