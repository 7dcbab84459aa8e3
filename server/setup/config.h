/* config.h - the server's options, from the command line and from a file of `name = value` lines
 * (a value on the command line wins).
 * Threads: main, before the others. Memory: plain values. Errors: a text for people. */
#ifndef SERVER_SETUP_CONFIG_H
#define SERVER_SETUP_CONFIG_H

#include "common/ident.h"
#include "common/log.h"
#include "common/net.h"
#include "common/tls.h"
#include "server/core/grace.h"
#include "server/core/names.h"
#include "server/core/policy.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONFIG_PATH_SIZE = 1024, CONFIG_ERROR_SIZE = 512, CONFIG_TITLE_SIZE = TITLE_MAX_BYTES + 1 };

struct config {
    char node[NODE_NAME_MAX + 1];
    char cluster[NODE_NAME_MAX + 1];
    char data[CONFIG_PATH_SIZE];
    char bank[CONFIG_PATH_SIZE];
    char plan[CONFIG_PATH_SIZE];            /* "": the bank is the exam */
    char passphrase_file[CONFIG_PATH_SIZE]; /* of a sealed bank; "": ask at the terminal */
    char key_dir[CONFIG_PATH_SIZE];         /* of node.key; as `data` when not given */
    char roster[CONFIG_PATH_SIZE];          /* "": everybody may register */
    char file[CONFIG_PATH_SIZE];            /* the last --config; "": none */
    char title[CONFIG_TITLE_SIZE];
    struct net_address listen;       /* for clients */
    struct net_address advertise;    /* where the peer sends people who belong here */
    struct net_address peer;         /* to dial; empty port when not given */
    struct net_address peer_listen;  /* to listen for the peer; empty port when not given */
    struct net_address metrics;      /* for programs that measure; empty port when not given */
    struct net_address web;          /* for browsers of applicants; empty port when not given */
    struct net_address desk;         /* for browsers of the staff; empty port when not given */
    char web_cert[CONFIG_PATH_SIZE]; /* what both show; "": the key directory's */
    char web_key[CONFIG_PATH_SIZE];  /* its private key */
    char seb_config_key[FINGERPRINT_TEXT_SIZE]; /* 64 hexadecimal digits; "": any browser */
    bool seb;                                   /* applicants sit in Safe Exam Browser alone */
    char web_dir[CONFIG_PATH_SIZE];             /* of the pages; "": those in the program */
    int64_t seconds;                            /* the time allowed for the exam */
    int64_t pass_percent;
    struct policy policy; /* where the plan says nothing */
    int64_t claim_timeout_ms;
    int64_t grace_seconds; /* after a start (core/grace.h) */
    int64_t spin_us;       /* before a thread blocks (common/spin.h) */
    int64_t max_clients;
    int64_t people_max;   /* 0: as many as the roster lists, or 100,000 */
    int64_t idle_seconds; /* a client that is silent for this long is disconnected */
    bool tls, plaintext;  /* for clients */
    char peer_pin[FINGERPRINT_TEXT_SIZE], peer_pin_next[FINGERPRINT_TEXT_SIZE]; /* "": none */
    struct ident_rules ids;
    char check_bank[CONFIG_PATH_SIZE];   /* only check this bank */
    char check_roster[CONFIG_PATH_SIZE]; /* only check this roster */
    bool strict;                         /* warnings about them are errors */
    enum log_level log_level;            /* the least that is logged */
    bool continued;                      /* S12: with the people of another exam */
    bool developer;                      /* debuggers may attach, cores are written */
};

enum config_result { CONFIG_RUN, CONFIG_CHECK, CONFIG_HELP, CONFIG_VERSION, CONFIG_BAD };

/* On CONFIG_BAD error[] says what is wrong and what to do. */
enum config_result config_read(int argc, char *const *argv, struct config *out,
                               char error[CONFIG_ERROR_SIZE]);

/* Reads the lines of one file; name is for messages. Public for tests. */
bool config_parse(const char *name, const char *text, size_t len, struct config *out,
                  char error[CONFIG_ERROR_SIZE]);

/* The keys that the other node may show. Returns their number. */
size_t config_peer_pins(const struct config *config, struct fingerprint out[TLS_PINS]);

/* The name of the next option, from the *at-th on, that the two do not have in common; moves *at behind
 * it. NULL at the end. */
const char *config_next_difference(const struct config *a, const struct config *b, size_t *at);

/* Was the node started with a peer? */
bool config_is_paired(const struct config *config);

/* Prints the options. */
void config_help(void);

#endif
