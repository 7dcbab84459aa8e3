#include "server/setup/config.h"

#include "common/buffer.h"
#include "common/file.h"
#include "common/nearest.h"
#include "common/spin.h"
#include "common/text.h"
#include "server/setup/settings.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
    KIND_NAME,
    KIND_PATH,
    KIND_TITLE,
    KIND_ADDRESS,
    KIND_NUMBER,
    KIND_LETTER,
    KIND_FORMATS,
    KIND_FLAG,
    KIND_PIN,
    KIND_REQUIRE,
    KIND_CONFIG_KEY,
    KIND_LEVEL,
    KIND_POLICY /* `least` is the setting */
};

static const struct option_rule {
    const char *name, *value, *help;
    enum kind kind;
    size_t offset;
    int64_t least, most;
} rules[] = {
    {"node", "NAME", "this node's name, such as caracas", KIND_NAME, offsetof(struct config, node),
     0, 0},
    {"data", "DIR", "directory of the database and the records; made when missing", KIND_PATH,
     offsetof(struct config, data), 0, 0},
    {"listen", "HOST:PORT", "where clients connect", KIND_ADDRESS, offsetof(struct config, listen),
     0, 0},
    {"bank", "FILE", "the questions: .gift, .txt (Aiken), or sealed by sinodoctl", KIND_PATH,
     offsetof(struct config, bank), 0, 0},
    {"passphrase-file", "FILE", "its first line opens a sealed bank (asked at the terminal)",
     KIND_PATH, offsetof(struct config, passphrase_file), 0, 0},
    {"plan", "FILE", "the exam's plan: sections, points, hours", KIND_PATH,
     offsetof(struct config, plan), 0, 0},
    {"roster", "FILE", "who may register: a table of ID, name, node, extra minutes", KIND_PATH,
     offsetof(struct config, roster), 0, 0},
    {"peer", "HOST:PORT", "dial the other node there", KIND_ADDRESS, offsetof(struct config, peer),
     0, 0},
    {"peer-listen", "HOST:PORT", "wait for the other node there", KIND_ADDRESS,
     offsetof(struct config, peer_listen), 0, 0},
    {"key-dir", "DIR", "directory of the node's key, if it is not --data", KIND_PATH,
     offsetof(struct config, key_dir), 0, 0},
    {"peer-pin", "HEX", "the other node's key fingerprint: the link is encrypted", KIND_PIN,
     offsetof(struct config, peer_pin), 0, 0},
    {"peer-pin-next", "HEX", "the one that it will have", KIND_PIN,
     offsetof(struct config, peer_pin_next), 0, 0},
    {"tls", "", "clients connect with TLS 1.3", KIND_FLAG, offsetof(struct config, tls), 0, 0},
    {"plaintext", "", "clients of other machines may connect without it", KIND_FLAG,
     offsetof(struct config, plaintext), 0, 0},
    {"web", "HOST:PORT", "where browsers of applicants connect", KIND_ADDRESS,
     offsetof(struct config, web), 0, 0},
    {"desk", "HOST:PORT", "where browsers of the staff connect", KIND_ADDRESS,
     offsetof(struct config, desk), 0, 0},
    {"metrics", "HOST:PORT", "where programs on this machine measure: Prometheus, /metrics",
     KIND_ADDRESS, offsetof(struct config, metrics), 0, 0},
    {"web-cert", "FILE", "the certificate for browsers (web.crt in the key directory)", KIND_PATH,
     offsetof(struct config, web_cert), 0, 0},
    {"web-key", "FILE", "its private key (web.key there)", KIND_PATH,
     offsetof(struct config, web_key), 0, 0},
    {"seb", "require", "applicants sit in Safe Exam Browser alone, over --web", KIND_REQUIRE,
     offsetof(struct config, seb), 0, 0},
    {"seb-config-key", "HEX", "the Config Key of its settings (sinodoctl kiosk)", KIND_CONFIG_KEY,
     offsetof(struct config, seb_config_key), 0, 0},
    {"web-dir", "DIR", "with --developer: the pages come from there", KIND_PATH,
     offsetof(struct config, web_dir), 0, 0},
    {"advertise", "HOST:PORT", "what people are told who belong here (as --listen)", KIND_ADDRESS,
     offsetof(struct config, advertise), 0, 0},
    {"cluster", "NAME", "the pair's name (sinodo)", KIND_NAME, offsetof(struct config, cluster), 0,
     0},
    {"title", "TEXT", "the exam's title (the bank's file name)", KIND_TITLE,
     offsetof(struct config, title), 0, 0},
    {"seconds", "N", "time allowed for the exam (3600)", KIND_NUMBER,
     offsetof(struct config, seconds), 1, INT64_C(7) * 86400},
    {"pass-percent", "N", "pass mark in percent (50)", KIND_NUMBER,
     offsetof(struct config, pass_percent), 0, 100},
    {"registration", "WHO", "who registers people: open, secret or staff; the plan's line wins",
     KIND_POLICY, offsetof(struct config, policy), POLICY_REGISTRATION, 0},
    {"takeover", "WHEN",
     "when another terminal may go on with an exam: dead, staff or free; the plan's line wins",
     KIND_POLICY, offsetof(struct config, policy), POLICY_TAKEOVER, 0},
    {"admit", "WHO", "who may start: anyone, or whom the staff admitted; the plan's line wins",
     KIND_POLICY, offsetof(struct config, policy), POLICY_ADMIT, 0},
    {"start", "HOW", "each alone, or all together at the begin; the plan's line wins", KIND_POLICY,
     offsetof(struct config, policy), POLICY_START, 0},
    {"late", "TIME", "of who starts after the begin: full, or the rest; the plan's line wins",
     KIND_POLICY, offsetof(struct config, policy), POLICY_LATE, 0},
    {"claim-timeout-ms", "N", "how long a registration waits for the other node (2000)",
     KIND_NUMBER, offsetof(struct config, claim_timeout_ms), 0, 60000},
    {"grace-seconds", "N",
     "after a start, how long to look for the other node (10); less is unsafe, see README",
     KIND_NUMBER, offsetof(struct config, grace_seconds), 0, GRACE_MOST_MS / 1000},
    {"spin-us", "N", "microseconds a thread spins before it blocks (300); 0: not at all",
     KIND_NUMBER, offsetof(struct config, spin_us), 0, SPIN_MOST_US},
    {"max-clients", "N", "connected clients at the most (12000)", KIND_NUMBER,
     offsetof(struct config, max_clients), 1, 100000},
    {"people-max", "N", "people who may register here by themselves (the roster's, or 100000)",
     KIND_NUMBER, offsetof(struct config, people_max), 1, 10000000},
    {"idle-seconds", "N", "a client silent for so long is sent away (14400)", KIND_NUMBER,
     offsetof(struct config, idle_seconds), 1, INT64_C(7) * 86400},
    {"id-format", "NAME[,NAME]", "kinds of IDs: cedula dni nie number passport rut (cedula)",
     KIND_FORMATS, offsetof(struct config, ids.formats), 0, 0},
    {"id-letter", "L", "letter of a cedula typed as a bare number (V)", KIND_LETTER,
     offsetof(struct config, ids.letter), 0, 0},
    {"check-roster", "FILE", "only read this roster and say who is on it", KIND_PATH,
     offsetof(struct config, check_roster), 0, 0},
    {"continue", "", "go on with the people that the data directory has of another exam", KIND_FLAG,
     offsetof(struct config, continued), 0, 0},
    {"check-bank", "FILE", "only read this bank and say what is in it", KIND_PATH,
     offsetof(struct config, check_bank), 0, 0},
    {"strict", "", "with --check-bank or --check-roster: warnings are errors (exit status 65)",
     KIND_FLAG, offsetof(struct config, strict), 0, 0},
    {"log-level", "LEVEL", "the least that is logged: debug, info, warn or error (info)",
     KIND_LEVEL, offsetof(struct config, log_level), 0, 0},
    {"developer", "", "debuggers may attach and a core is written; no sealed bank", KIND_FLAG,
     offsetof(struct config, developer), 0, 0},
};

enum { RULES = sizeof rules / sizeof rules[0], FILE_MAX_BYTES = SETTINGS_FILE_BYTES };

static bool refuse_option(char error[CONFIG_ERROR_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse_option(char error[CONFIG_ERROR_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error, CONFIG_ERROR_SIZE, format, args);
    va_end(args);
    return false;
}

static const struct option_rule *find_rule(const char *name)
{
    for (size_t i = 0; i < RULES; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

/* The options of checking files instead of running a node: on the command line alone. */
static bool is_check(const char *name)
{
    return strncmp(name, "check-", 6) == 0 || strcmp(name, "strict") == 0;
}

/* Says that there is no such option. On the command line `where` is "" and `mark` "--". */
static bool refuse_unknown(const char *where, const char *mark, const char *name,
                           char error[CONFIG_ERROR_SIZE])
{
    struct nearest nearest = {.word = name};
    char question[NEAREST_QUESTION_SIZE];
    for (size_t i = 0; i < RULES; i++)
        if (mark[0] != '\0' || !is_check(rules[i].name))
            nearest_try(&nearest, rules[i].name);
    nearest_ask(&nearest, mark, question);
    return refuse_option(error, "%.200s%sthere is no option '%s%.100s'%s (see sinodod --help)",
                         where, where[0] != '\0' ? ": " : "", mark, name, question);
}

static bool copy_text(const char *value, size_t size, char *out)
{
    size_t len = strlen(value);
    if (len == 0 || len >= size)
        return false;
    memcpy(out, value, len + 1);
    return true;
}

static bool parse_option_number(const char *value, int64_t least, int64_t most, int64_t *out)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < least || number > most)
        return false;
    *out = number;
    return true;
}

static bool parse_pin(const char *value, char out[FINGERPRINT_TEXT_SIZE])
{
    struct fingerprint pin;
    if (!fingerprint_parse(value, &pin))
        return false;
    fingerprint_text(&pin, out);
    return true;
}

static bool set_title(const char *value, const char *where, char *field,
                      char error[CONFIG_ERROR_SIZE])
{
    char why[NAME_WHY_SIZE];
    if (!title_valid(value, why))
        return refuse_option(error, "%s: %s", where, why);
    return copy_text(value, CONFIG_TITLE_SIZE, field);
}

/* where: "--seconds" or "node.conf:3". */
static bool set_option(const struct option_rule *rule, const char *value, const char *where,
                       struct config *config, char error[CONFIG_ERROR_SIZE])
{
    char *field = (char *)config + rule->offset;
    switch (rule->kind) {
    case KIND_NAME:
        if (!node_name_valid(value, strlen(value)))
            return refuse_option(error, "%s: %s must be 1 to %d letters, digits, - or _, not '%s'",
                                 where, rule->name, NODE_NAME_MAX, value);
        return copy_text(value, NODE_NAME_MAX + 1, field);
    case KIND_PATH:
        return copy_text(value, CONFIG_PATH_SIZE, field) ||
               refuse_option(error, "%s: %s is empty or too long", where, rule->name);
    case KIND_TITLE:
        return set_title(value, where, field, error);
    case KIND_ADDRESS:
        return net_parse(value, (struct net_address *)field) ||
               refuse_option(error, "%s: %s must be HOST:PORT, such as 127.0.0.1:4321, not '%s'",
                             where, rule->name, value);
    case KIND_NUMBER:
        return parse_option_number(value, rule->least, rule->most, (int64_t *)field) ||
               refuse_option(error, "%s: %s must be a whole number from %lld to %lld, not '%s'",
                             where, rule->name, (long long)rule->least, (long long)rule->most,
                             value);
    case KIND_LETTER:
        if (value[0] < 'A' || value[0] > 'Z' || value[1] != '\0')
            return refuse_option(error, "%s: %s must be one capital letter, not '%s'", where,
                                 rule->name, value);
        *field = value[0];
        return true;
    case KIND_FORMATS:
        return ident_formats_read(value, (unsigned *)field) ||
               refuse_option(error,
                             "%s: %s must be one or several of cedula, dni, nie, number, passport "
                             "and rut, with commas between; cedula and number exclude each other, "
                             "as a bare number would be both; not '%s'",
                             where, rule->name, value);
    case KIND_FLAG:
        *(bool *)field = strcmp(value, "yes") == 0;
        return *(bool *)field || strcmp(value, "no") == 0 ||
               refuse_option(error, "%s: %s must be yes or no, not '%s'", where, rule->name, value);
    case KIND_PIN:
        return parse_pin(value, field) ||
               refuse_option(error,
                             "%s: %s must be the 64 hexadecimal digits that sinodoctl keygen shows",
                             where, rule->name);
    case KIND_REQUIRE:
        *(bool *)field = strcmp(value, "require") == 0;
        return *(bool *)field ||
               refuse_option(error, "%s: %s must be require, or not be given, not '%s'", where,
                             rule->name, value);
    case KIND_CONFIG_KEY:
        return parse_pin(value, field) ||
               refuse_option(
                   error,
                   "%s: %s must be the 64 hexadecimal digits that sinodoctl kiosk prints, "
                   "or that Safe Exam Browser shows as its Config Key",
                   where, rule->name);
    case KIND_LEVEL:
        return log_level_parse(value, (enum log_level *)field) ||
               refuse_option(error, "%s: %s must be debug, info, warn or error, not '%s'", where,
                             rule->name, value);
    case KIND_POLICY: {
        enum policy_setting setting = (enum policy_setting)rule->least;
        return policy_set((struct policy *)field, setting, value) ||
               refuse_option(error, "%s: %s must be %s, not '%s'", where, rule->name,
                             policy_choice(setting), value);
    }
    }
    return false;
}

static bool take_lines(const char *name, const struct buffer *text, struct config *out,
                       char error[CONFIG_ERROR_SIZE])
{
    struct settings lines;
    enum settings_result result;
    settings_init(&lines, text->data, text->len);
    while ((result = settings_next(&lines)) == SETTINGS_PAIR) {
        char where[CONFIG_PATH_SIZE + 16];
        (void)snprintf(where, sizeof where, "%.1000s:%u", name, lines.line);
        const struct option_rule *rule = find_rule(lines.name);
        if (rule == NULL || is_check(lines.name))
            return refuse_unknown(where, "", lines.name, error);
        if (!set_option(rule, lines.value, where, out, error))
            return false;
    }
    if (result == SETTINGS_BAD)
        return refuse_option(error, "%.200s:%u: %s", name, lines.line, lines.value);
    return true;
}

bool config_parse(const char *name, const char *text, size_t len, struct config *out,
                  char error[CONFIG_ERROR_SIZE])
{
    struct buffer clean = {0}, errors = {0};
    bool good = false;
    enum status status = text_take(name, text, len, &clean, &errors);
    if (status == STATUS_OK)
        good = take_lines(name, &clean, out, error);
    else if (status == STATUS_INVALID)
        refuse_option(error, "%.*s", (int)strcspn(errors.data, "\n"), errors.data);
    else
        refuse_option(error, "%.200s: out of memory", name);
    buffer_release(&clean);
    buffer_release(&errors);
    return good;
}

static bool read_config_file(const char *path, struct config *out, char error[CONFIG_ERROR_SIZE])
{
    char *text = malloc(FILE_MAX_BYTES);
    FILE *file = fopen(path, "re");
    bool read = false;
    if (text == NULL || file == NULL) {
        refuse_option(error, "cannot read the configuration %.200s: %s", path, strerror(errno));
        goto out;
    }
    size_t len = fread(text, 1, FILE_MAX_BYTES, file);
    if (ferror(file))
        refuse_option(error, "cannot read the configuration %.200s: %s", path, strerror(errno));
    else if (len == FILE_MAX_BYTES)
        refuse_option(error, "the configuration %.200s is too long", path);
    else
        read = config_parse(path, text, len, out, error);
out:
    if (file != NULL)
        (void)fclose(file);
    free(text);
    return read;
}

static struct config defaults(void)
{
    return (struct config){
        .cluster = "sinodo",
        .seconds = 3600,
        .pass_percent = 50,
        .claim_timeout_ms = 2000,
        .grace_seconds = GRACE_MS / 1000,
        .spin_us = SPIN_DEFAULT_US,
        .max_clients = 12000,
        .idle_seconds = INT64_C(4) * 3600,
        .ids = {.formats = 1U << IDENT_CEDULA, .letter = 'V'},
        .log_level = LOG_INFO,
    };
}

/* Splits "--name value" or "--name=value" at argv[*i]; *i moves past the value. */
static bool take_argument(int argc, char *const *argv, int *i, char name[64], const char **value,
                          char error[CONFIG_ERROR_SIZE])
{
    const char *arg = argv[*i];
    if (strncmp(arg, "--", 2) != 0)
        return refuse_option(error, "'%.100s' is not an option; see sinodod --help", arg);
    const char *equals = strchr(arg, '=');
    size_t len = equals ? (size_t)(equals - arg) - 2 : strlen(arg) - 2;
    if (len >= 64)
        len = 63;
    memcpy(name, arg + 2, len);
    name[len] = '\0';
    const struct option_rule *rule = find_rule(name);
    if (equals != NULL)
        *value = equals + 1;
    else if (rule != NULL && rule->kind == KIND_FLAG)
        *value = "yes";
    else if (*i + 1 < argc)
        *value = argv[++*i];
    else if (rule == NULL && strcmp(name, "config") != 0)
        return refuse_unknown("", "--", name, error);
    else
        return refuse_option(error, "--%s needs a value; see sinodod --help", name);
    return true;
}

/* With only_files, reads the --config files; otherwise sets the other options. */
static bool read_arguments(int argc, char *const *argv, bool only_files, struct config *out,
                           char error[CONFIG_ERROR_SIZE])
{
    for (int i = 1; i < argc; i++) {
        char name[64], where[72];
        const char *value = NULL;
        if (!take_argument(argc, argv, &i, name, &value, error))
            return false;
        assert(value != NULL);
        if (strcmp(name, "config") == 0) {
            if (only_files && (!read_config_file(value, out, error) ||
                               !copy_text(value, sizeof out->file, out->file)))
                return false;
            continue;
        }
        const struct option_rule *rule = find_rule(name);
        if (rule == NULL)
            return refuse_unknown("", "--", name, error);
        (void)snprintf(where, sizeof where, "--%s", name);
        if (!only_files && !set_option(rule, value, where, out, error))
            return false;
    }
    return true;
}

/* A node that other machines can reach uses TLS, unless an option says otherwise. */
static bool check_doors(const struct config *config, char error[CONFIG_ERROR_SIZE])
{
    const struct net_address *link =
        config->peer.port[0] != '\0' ? &config->peer : &config->peer_listen;
    if (config->tls && config->plaintext)
        return refuse_option(error, "--tls and --plaintext exclude each other");
    if (!config->tls && !config->plaintext && !net_is_loopback(&config->listen))
        return refuse_option(
            error, "clients of other machines could connect without encryption: give --tls, "
                   "or --plaintext if that is meant");
    if (config_is_paired(config) && config->peer_pin[0] == '\0' && !net_is_loopback(link))
        return refuse_option(
            error, "the other node is not on this machine: give --peer-pin with its key's "
                   "fingerprint (sinodoctl --data DIR keygen there)");
    if (config->peer_pin[0] == '\0' && config->peer_pin_next[0] != '\0')
        return refuse_option(error, "--peer-pin-next goes with --peer-pin");
    if (config->metrics.port[0] != '\0' && !net_is_loopback(&config->metrics))
        return refuse_option(error, "--metrics is for this machine alone: give it an address such "
                                    "as 127.0.0.1:9100");
    if ((config->web_cert[0] == '\0') != (config->web_key[0] == '\0'))
        return refuse_option(error, "--web-cert and --web-key go together");
    if (config->seb != (config->seb_config_key[0] != '\0'))
        return refuse_option(error, "--seb require and --seb-config-key go together");
    if (config->seb && config->web.port[0] == '\0')
        return refuse_option(error,
                             "--seb require goes with --web: Safe Exam Browser is a browser");
    if (config->web_dir[0] != '\0' && !config->developer)
        return refuse_option(error,
                             "--web-dir goes with --developer: in an exam the pages are those "
                             "in the program");
    return true;
}

/* The title when no option gives one. A plan may still give another. */
static bool title_of_bank(struct config *config, char error[CONFIG_ERROR_SIZE])
{
    const char *base = file_name(config->bank), *dot = strrchr(base, '.');
    char name[CONFIG_PATH_SIZE];
    int len = dot != NULL && dot > base ? (int)(dot - base) : (int)strlen(base);
    (void)snprintf(name, sizeof name, "%.*s", len, base);
    return set_title(name, "the name of the bank's file is the exam's title (or give --title)",
                     config->title, error);
}

/* Checks that the needed options are there, and that no two exclude each other. */
static bool check_together(struct config *config, char error[CONFIG_ERROR_SIZE])
{
    const char *missing = config->node[0] == '\0'          ? "--node NAME"
                          : config->data[0] == '\0'        ? "--data DIR"
                          : config->listen.port[0] == '\0' ? "--listen HOST:PORT"
                          : config->bank[0] == '\0'        ? "--bank FILE"
                                                           : NULL;
    if (missing != NULL)
        return refuse_option(error, "%s is missing; see sinodod --help", missing);
    if (config->peer.port[0] != '\0' && config->peer_listen.port[0] != '\0')
        return refuse_option(
            error, "--peer and --peer-listen exclude each other: one node dials, the other "
                   "waits");
    if (config->key_dir[0] == '\0')
        memcpy(config->key_dir, config->data, sizeof config->key_dir);
    if (config->strict)
        return refuse_option(error, "--strict goes with --check-bank or --check-roster");
    if (!check_doors(config, error))
        return false;
    return config->title[0] != '\0' || title_of_bank(config, error);
}

enum config_result config_read(int argc, char *const *argv, struct config *out,
                               char error[CONFIG_ERROR_SIZE])
{
    struct config config = defaults();
    if (nearest_is_among("--help", argc, argv))
        return CONFIG_HELP;
    if (nearest_is_among("--version", argc, argv))
        return CONFIG_VERSION;
    if (!read_arguments(argc, argv, true, &config, error) ||
        !read_arguments(argc, argv, false, &config, error))
        return CONFIG_BAD;
    bool check_only = config.check_bank[0] != '\0' || config.check_roster[0] != '\0';
    if (!check_only && !check_together(&config, error))
        return CONFIG_BAD;
    *out = config;
    return check_only ? CONFIG_CHECK : CONFIG_RUN;
}

size_t config_peer_pins(const struct config *config, struct fingerprint out[TLS_PINS])
{
    const char *pins[TLS_PINS] = {config->peer_pin, config->peer_pin_next};
    size_t count = 0;
    for (size_t i = 0; i < TLS_PINS; i++)
        if (pins[i][0] != '\0' && fingerprint_parse(pins[i], &out[count]))
            count++;
    return count;
}

static bool is_same(const struct option_rule *rule, const struct config *one,
                    const struct config *other)
{
    const char *a = (const char *)one + rule->offset, *b = (const char *)other + rule->offset;
    const struct net_address *here = (const struct net_address *)a,
                             *there = (const struct net_address *)b;
    switch (rule->kind) {
    case KIND_NAME:
    case KIND_PATH:
    case KIND_TITLE:
    case KIND_PIN:
    case KIND_CONFIG_KEY:
        return strcmp(a, b) == 0;
    case KIND_ADDRESS:
        return strcmp(here->host, there->host) == 0 && strcmp(here->port, there->port) == 0;
    case KIND_NUMBER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case KIND_LETTER:
        return *a == *b;
    case KIND_FORMATS:
        return *(const unsigned *)a == *(const unsigned *)b;
    case KIND_FLAG:
    case KIND_REQUIRE:
        return *(const bool *)a == *(const bool *)b;
    case KIND_LEVEL:
        return *(const enum log_level *)a == *(const enum log_level *)b;
    case KIND_POLICY:
        return ((const struct policy *)a)->value[rule->least] ==
               ((const struct policy *)b)->value[rule->least];
    }
    return true;
}

const char *config_next_difference(const struct config *a, const struct config *b, size_t *at)
{
    while (*at < RULES) {
        const struct option_rule *rule = &rules[(*at)++];
        if (!is_same(rule, a, b))
            return rule->name;
    }
    return NULL;
}

bool config_is_paired(const struct config *config)
{
    return config->peer.port[0] != '\0' || config->peer_listen.port[0] != '\0';
}

void config_help(void)
{
    puts("sinodod - one node of an exam server for two centres\n\n"
         "  sinodod --node NAME --data DIR --listen HOST:PORT --bank FILE\n"
         "          [--peer HOST:PORT | --peer-listen HOST:PORT] [options]\n"
         "  sinodod --check-bank FILE [--plan FILE] [--roster FILE]\n"
         "          [--passphrase-file FILE] [--strict]\n"
         "  sinodod --check-roster FILE [--id-format NAME[,NAME]] [--node NAME] [--strict]\n\n"
         "Without --peer and --peer-listen the node works alone.\n");
    for (size_t i = 0; i < RULES; i++)
        printf("  --%s %-*s %s\n", rules[i].name, (int)(28 - strlen(rules[i].name)), rules[i].value,
               rules[i].help);
    puts("  --config FILE                   reads options from lines 'name = value' (tls = yes)\n"
         "  --help, --version\n\n"
         "SIGHUP: the node reads the options and the roster again, and takes the roster, "
         "--peer-pin,\n"
         "--peer-pin-next and --log-level; the log says what changed.");
}
