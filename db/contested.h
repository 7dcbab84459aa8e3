/* contested.h - the contested journals that this disk knows of (server/core/recovery.h R6): their
 * values in `meta`, and the words that tell the staff which journal is contested, since when, what
 * to do on which machine, and what never to do.
 * Threads: any. Memory: plain values. Errors: sticky in the connection (db/sql.h). */
#ifndef DB_CONTESTED_H
#define DB_CONTESTED_H

#include "db/journal_table.h"
#include "server/core/contest.h"
#include "server/core/message.h"
#include "server/core/recovery.h"

/* One journal; all zeros: it is not contested. */
struct contested {
    struct contest contest;
    bool settled;     /* both nodes have compared all that they have */
    bool healer_open; /* the other node serves, and its own journal is not contested */
    struct wall at;   /* the time of entry differs_n on this disk; not stored */
};

/* The name of the value in `meta`, and its text. Parsing an unknown text gives no contest. */
enum { CONTESTED_TEXT_SIZE = 48 };
const char *contested_name(enum journal_owner journal);
void contested_text(const struct contested *contested, char out[CONTESTED_TEXT_SIZE]);
void contested_parse(const char *text, struct contested *out);

struct contested_view {
    char node[NODE_NAME_MAX + 1], peer[NODE_NAME_MAX + 1];
    enum standing standing;
    struct contested of[2]; /* by enum journal_owner */
};

/* For people, "" when nothing is contested. */
enum { CONTESTED_WORDS_SIZE = 512 };
struct contested_words {
    char what[CONTESTED_WORDS_SIZE];   /* the contested journal, and since when */
    char advice[CONTESTED_WORDS_SIZE]; /* what to do */
    char never[CONTESTED_WORDS_SIZE];  /* what not to do */
};
void contested_say(const struct contested_view *view, struct contested_words *out);

#endif
