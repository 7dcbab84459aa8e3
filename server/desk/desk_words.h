/* desk_words.h - the words of a staff command (DESK, common/PROTOCOL.md), read into what its handler
 * needs. They come from the network.
 *
 *   DESK command [key reason] word... [--yes] [person...]
 *
 * Each command has the same number of words always; one that is not given is "". A person is an ID,
 * or people are --running, --all, --present or --room ROOM.
 *
 * Threads: any. Memory: words stay the request's. Errors: false, and the reply says what is wrong. */
#ifndef SERVER_DESK_DESK_WORDS_H
#define SERVER_DESK_DESK_WORDS_H

#include "common/ident.h"
#include "common/wire.h"
#include "server/core/roles.h"

enum {
    DESK_WORDS_MAX = 4,
    DESK_IDS_MAX = 50, /* in one request: a program sends more in several, with one key */
    DESK_KEY_LEAST = 22,
    DESK_KEY_MOST = 64
};

/* The people that a command is about. */
enum desk_people {
    DESK_NOBODY,  /* it is about the node */
    DESK_IDS,     /* the IDs in id[] */
    DESK_RUNNING, /* whose exam runs, at this node */
    DESK_ALL,     /* everybody of this node */
    DESK_PRESENT, /* who is signed in at this node */
    DESK_OF_ROOM  /* everybody of this node whom the roster puts in that room */
};

struct desk_who {
    enum desk_people people;
    size_t count;
    char id[DESK_IDS_MAX][IDENT_SIZE];
    char room[ROOM_MAX_BYTES + 1];
};

/* What people a command takes. */
enum desk_takes {
    DESK_TAKES_NOBODY,
    DESK_TAKES_ONE,     /* an ID */
    DESK_TAKES_SOME,    /* IDs */
    DESK_TAKES_MANY,    /* IDs, --running, --all or --room */
    DESK_TAKES_PRESENT, /* IDs, --present, --all or --room */
};

enum desk_asks {
    DESK_LOOKS,   /* it changes nothing: no key, no reason */
    DESK_CHANGES, /* with a key, and a reason if there is one */
    DESK_EXPLAINS /* with a key, and a reason that must be given */
};

/* The form of a command. */
struct desk_form {
    const char *name;
    size_t words; /* of its own: at most DESK_WORDS_MAX */
    enum desk_asks asks;
    enum desk_takes takes;
};

/* A command as its handler gets it. */
struct desk_words {
    enum role role; /* of who gives it */
    struct order order;
    struct wire_word key; /* as it was sent: what is made from it comes out the same when the
                           * command is repeated */
    struct wire_word word[DESK_WORDS_MAX];
    bool confirmed; /* --yes: who gives it has been asked, and is sure */
    struct desk_who who;
};

/* The key of an order, as the journal keeps it. */
bool desk_words_key(const struct wire_word *key, const char *cluster, struct buffer *out,
                    struct order_key *digest);

/* words: all of the request, DESK first. cluster, by: for the order. */
bool desk_words_read(const struct desk_form *form, const struct wire_word *words, size_t count,
                     const struct ident_rules *ids, const char *cluster, const char *by,
                     struct buffer *out, struct desk_words *into);

#endif
