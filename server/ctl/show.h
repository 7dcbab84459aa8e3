/* show.h - a node's replies as a person, or a program that reads CSV, gets them. The node may be
 * anybody's: a reply is shown once it was found to have the shape that the protocol gives it, and
 * its texts as common/printable.h says. Threads: main. Memory: the caller's. Errors: false for a
 * reply of another shape; of what it holds nothing is shown. */
#ifndef CTL_SHOW_H
#define CTL_SHOW_H

#include "common/ident.h"
#include "common/wire.h"
#include "server/ctl/attention.h"
#include "server/evidence/json.h"

#include <stdio.h>

/* The error that values[0] is. */
void show_error(FILE *to, const struct wire_value *error);

/* As lines for people, as CSV (RFC 4180) or as JSON (RFC 8259) for programs. */
enum show_format { SHOW_LINES, SHOW_CSV, SHOW_JSON };

/* Pairs, a line each, "-" for an empty text and for null; or "done" for an OK. As JSON an object, in
 * which numbers are numbers; {"done": true} for an OK. */
bool show_reply(FILE *to, enum show_format format, const struct wire_value *values, size_t count);

/* The reply to STATUS, and what needs a person (attention.h): lines "attention: ...", or an array
 * `attention`. */
bool show_status(FILE *to, enum show_format format, const struct wire_value *values, size_t count,
                 const struct attention *attention);

/* Applicants, a line each, or an object of an array. Pages come in the order in which the node first
 * heard of them, and all are shown by their IDs. Zeros, but for `format`, are an empty list; release
 * frees. */
struct show_list {
    enum show_format format;
    bool failed; /* out of memory */
    struct show_line *lines;
    size_t count, cap;
};

/* Adds a page: *rows gets how many applicants it has. False, too, when out of memory. */
bool show_take_applicants(struct show_list *list, const struct wire_value *values, size_t count,
                          size_t *rows);
void show_list(FILE *to, struct show_list *list);
void show_list_release(struct show_list *list);

/* The replies of a command over people (common/PROTOCOL.md): how many it was done for, and who was
 * refused and why. Zeros are none; release frees. */
struct show_done {
    bool any; /* a reply came */
    int64_t done, refused;
    int64_t entry;             /* the last journal entry of the order; 0: none was needed */
    struct buffer lines, json; /* who were refused: a line for each error; objects */
};

/* Adds a reply; false for one of another shape. */
bool show_take_done(struct show_done *all, const struct wire_value *values, size_t count);
bool show_done(FILE *to, enum show_format format, struct show_done *all);
void show_done_release(struct show_done *all);

/* Writes the JSON that was made and a line end, and frees it. False when memory was out. */
bool show_json(FILE *to, struct buffer *text);

/* A text of JSON, cleaned as common/printable.h says. */
void show_json_text(struct json *json, const char *name, const char *text, size_t len);

#endif
