/* names.h - names of nodes, of their cluster, of people and of the exam: how long they are and
 * which characters they hold.
 * Threads: any. Memory: the caller's. Errors: false. */
#ifndef CORE_NAMES_H
#define CORE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In bytes, without the NUL. */
enum {
    NODE_NAME_MAX = 32, /* a node's or the cluster's name */
    ADDRESS_MAX = 260,  /* "HOST:PORT" */
    TITLE_MAX_BYTES = 200,
    NAME_MAX_BYTES = 120,   /* an applicant's name, UTF-8 */
    STAFF_NAME_MAX = 31,    /* of an account of the staff, without its node */
    BY_MAX_BYTES = 64,      /* NAME@NODE of an account, a system user's name, or its number */
    REASON_MAX_BYTES = 200, /* why the staff did something, UTF-8 */
    ROOM_MAX_BYTES = 40,    /* the name of a room, UTF-8 */
    TEXT_MAX_BYTES = 250    /* an announcement, UTF-8 */
};

/* May this be a node's or the cluster's name? Letters, digits, "-" and "_", 1 to NODE_NAME_MAX. */
bool node_name_valid(const char *name, size_t len);

enum { NAME_WHY_SIZE = 160 };

enum name_fault { NAME_GOOD, NAME_ENCODING, NAME_HIDDEN, NAME_LONG };

/* Converts a typed name of a person to the form that is kept. False: why[] says in words what is
 * wrong with it.
 *
 *   N1  A name that is registered here has at most NAME_MAX_BYTES of UTF-8 and no invisible
 *       character (utf8_hidden()); each run of spaces of any width is one U+0020, and there is none
 *       at either end. The name may be empty.
 *
 * Names in the peer's entries are kept as they come, and cleaned where they are shown. */
bool person_name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1],
                      char why[NAME_WHY_SIZE]);

/* What person_name_take() finds wrong. On NAME_HIDDEN *hidden is the character. */
enum name_fault person_name_fault(const char *text, size_t len, uint32_t *hidden);

/* The same for the reason that an operator gives: 1 to REASON_MAX_BYTES of UTF-8.
 *
 *   N2  A reason in an entry that is written here has at least one visible character; its
 *       characters and spaces are those of N1. */
bool reason_take(const char *text, size_t len, char out[REASON_MAX_BYTES + 1],
                 char why[NAME_WHY_SIZE]);

/* The same for the name of a room: 1 to ROOM_MAX_BYTES of UTF-8, with the characters and spaces of
 * N1. */
bool room_name_take(const char *text, size_t len, char out[ROOM_MAX_BYTES + 1],
                    char why[NAME_WHY_SIZE]);

/* The same for an announcement: 1 to TEXT_MAX_BYTES of UTF-8. */
bool announcement_take(const char *text, size_t len, char out[TEXT_MAX_BYTES + 1],
                       char why[NAME_WHY_SIZE]);

/* May this be an exam's title? 1 to TITLE_MAX_BYTES bytes of UTF-8 without an invisible character
 * (utf8_hidden()): HELLO, records and terminals show it. False: why[] says in words what is wrong. */
bool title_valid(const char *title, char why[NAME_WHY_SIZE]);

#endif
