/* errors.h - the errors that a node gives its clients: "-CODE reason fact... words". Code and reason
 * are for programs and do not change; the facts stand in fixed places; the words are for people who
 * read the protocol itself. The node formats from this list, and the terminal parses with it and
 * says the reason and its facts in the language of its screen (client/refusal.h).
 *
 * Errors that only an operator gets, and those about requests that no terminal sends, have the code
 * ERR and words alone: they are not in the list.
 *
 * Threads: any. Memory: facts point into the caller's bytes. Errors: ERROR_OTHER. */
#ifndef COMMON_ERRORS_H
#define COMMON_ERRORS_H

#include "common/wire.h"

enum error_kind {
    ERROR_OTHER, /* none of these */
    ERROR_ELSEWHERE,
    ERROR_GONE,
    ERROR_REGISTERED,
    ERROR_PENDING,
    ERROR_ID_EMPTY,
    ERROR_ID_FORM,
    ERROR_ID_LENGTH,
    ERROR_ID_CHARACTER,
    ERROR_ID_ZERO,
    ERROR_ID_GROUPS,
    ERROR_ID_COMMA,
    ERROR_ID_DECIMALS,
    ERROR_ID_EXPONENT,
    ERROR_ID_CELL_ERROR,
    ERROR_ID_CHECK_MISSING,
    ERROR_ID_CHECK_WRONG,
    ERROR_ID_AMBIGUOUS,
    ERROR_NAME_ENCODING,
    ERROR_NAME_HIDDEN,
    ERROR_NAME_LONG,
    ERROR_LISTED_NOWHERE,
    ERROR_LISTED_ELSEWHERE,
    ERROR_WRONGPASS,
    ERROR_CLOSED_CATCHING_UP,
    ERROR_CLOSED_CONTESTED,
    ERROR_CLOSED_PEER_AHEAD,
    ERROR_CLOSED_OPTIONS_DIFFER,
    ERROR_CLOSED_EXAMS_DIFFER,
    ERROR_CLOSED_EARLY,
    ERROR_CLOSED_LATE,
    ERROR_NOAUTH_FIRST,
    ERROR_NOAUTH_LAPSED,
    ERROR_NOSEB_FIRST,
    ERROR_NOSEB_STALE,
    ERROR_NOSEB_SETTINGS,
    ERROR_NOSEB_PORT,
    ERROR_NOT_STARTED,
    ERROR_STILL_RUNNING,
    ERROR_FINISHED,
    ERROR_TIMEUP,
    ERROR_ANSWER_QUESTION,
    ERROR_ANSWER_VALUE,
    ERROR_ANSWER_NUMBER,
    ERROR_ANSWER_GROUPS,
    ERROR_ANSWER_LARGE,
    ERROR_ANSWER_LONG,
    ERROR_ANSWER_CONTROL,
    ERROR_BUSY_LOAD,
    ERROR_BUSY_FULL,
    ERROR_BUSY_STOPPING,
    ERROR_BUSY_STARTING,
    ERROR_BUSY_OFTEN,
    ERROR_UNSAVED,
    ERROR_CLOCK_STANDS,
    ERROR_INUSE_ALIVE,
    ERROR_INUSE_STAFF,
    ERROR_INUSE_PROVISIONAL,
    ERROR_WAITING_ADMISSION,
    ERROR_WAITING_BEGIN,
    ERROR_PAUSED_PERSON,
    ERROR_PAUSED_NODE,
    ERROR_VOID,
    ERROR_TRANSIT,
    ERROR_FULL_PEOPLE,
    ERROR_FULL_DISK,
    ERROR_LISTED_STAFF,
    ERROR_LISTED_SECRET,
    ERROR_WRONG_SECRET,
    ERROR_TIMEUP_STAFF,
    ERROR_DENIED,
    ERROR_STALE,
    ERROR_INUSE_RESUMED,
    ERROR_NOAUTH_TOKEN,
    ERROR_BUSY_RESUMED,
    ERROR_KINDS
};

enum { ERROR_FACTS = 2 };

struct error_form {
    const char *code;
    const char *reason;            /* one word; "": the code has no other reason */
    const char *fact[ERROR_FACTS]; /* their names, up to a NULL */
    const char *words;
};
extern const struct error_form error_forms[ERROR_KINDS];

/* Puts an error: its facts, and after them, if given, words in place of the list's; then NULL. A fact
 * has no spaces; an unknown one is "-". */
void errors_put(struct buffer *out, enum error_kind kind, ...) __attribute__((sentinel));

/* The kind with this code and reason; ERROR_OTHER: none. */
enum error_kind errors_named(const char *code, const char *reason);

struct error_read {
    enum error_kind kind;
    struct wire_word code;
    struct wire_word fact[ERROR_FACTS];
};

/* Reads an error without its "-". ERROR_OTHER, with its code, when the reason is unknown or a fact
 * is missing. */
struct error_read errors_read(const char *text, size_t len);

#endif
