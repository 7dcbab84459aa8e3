/* paper.h - what is handed out and signed on paper: who is on it, in which order, and what all printed
 * pages begin and end with. A page is one HTML file that needs no byte from elsewhere, runs nothing and
 * prints on sheets of 210 mm by 297 mm.
 * Threads: any. Memory: the caller's. Errors: a buffer that has no memory is `failed`. */
#ifndef SERVER_REPORT_PAPER_H
#define SERVER_REPORT_PAPER_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stdint.h>

struct paper_person {
    const char *id, *name;
    const char *centre, *room; /* "": not known */
    const char *code;          /* the access code, as it is shown; NULL: none */
    uint32_t extra_minutes;
    bool pending;      /* the other centre has not confirmed */
    bool unregistered; /* on the roster alone */
};

struct paper_about {
    const char *title; /* of the exam; "": not known */
    const char *hour;  /* as people read it; "": not known */
    bool spanish;
};

/* By centre, room and ID: a shorter number stands before a longer one. */
void paper_sort(struct paper_person *people, size_t count);

/* As HTML has it, in elements and attributes, and without characters that nobody can see. */
void paper_text(struct buffer *out, const char *text);

/* <tag class="name">text</tag>; class_name NULL: none. */
void paper_element(struct buffer *out, const char *tag, const char *class_name, const char *text);

/* style: CSS behind that of all pages. */
void paper_begin(struct buffer *out, const struct paper_about *about, const char *title,
                 const char *style);
void paper_end(struct buffer *out);

#endif
