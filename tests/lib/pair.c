#include "tests/lib/pair.h"

#include "common/net.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { START_MS = 20000, STOP_MS = 6000, SETTLE_MS = 30000, PORT_FIRST = 10000, PORTS = 20000 };

static const char *program(const char *name, char out[256])
{
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(out, 256, "%s/%s", build ? build : "build", name);
    return out;
}

/* A port that nobody uses at the moment, and below those that the system gives to connections: one
 * of them could otherwise have it before the node does. */
static int free_port(void)
{
    static unsigned next;
    if (next == 0)
        next = (unsigned)getpid() * 31;
    for (int tries = 0; tries < PORTS; tries++) {
        struct net_address address = {.host = "127.0.0.1"};
        int port = PORT_FIRST + (int)(next++ % PORTS), fd;
        (void)snprintf(address.port, sizeof address.port, "%d", port);
        if (net_listen(&address, &fd) == STATUS_OK) {
            close(fd);
            return port;
        }
    }
    return -1;
}

static bool write_bank(const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    for (int i = 1; i <= 6; i++)
        (void)fprintf(file, "::p%d:: Pregunta %d {\n=correcta %d\n~falsa %da\n~falsa %db\n}\n\n", i,
                      i, i, i, i);
    return fclose(file) == 0;
}

bool pair_open(struct pair *p)
{
    static const char *const names[] = {"caracas", "maracay"};
    memset(p, 0, sizeof *p);
    (void)snprintf(p->dir, sizeof p->dir, "/tmp/sinodo-test-XXXXXX");
    if (mkdtemp(p->dir) == NULL)
        return false;
    (void)snprintf(p->bank, sizeof p->bank, "%s/bank.gift", p->dir);
    p->peer_port = p->dial_port = free_port();
    p->peer_host = "127.0.0.1";
    for (int i = 0; i < 2; i++) {
        struct test_node *n = &p->node[i];
        n->name = names[i];
        n->host = "127.0.0.1";
        n->port = free_port();
        (void)snprintf(n->data, sizeof n->data, "%s/%s", p->dir, names[i]);
        (void)snprintf(n->log, sizeof n->log, "%s/%s.log", p->dir, names[i]);
    }
    /* A terminal's token (client/token.h) is a file, too. */
    return setenv("XDG_STATE_HOME", p->dir, 1) == 0 && write_bank(p->bank);
}

void pair_close(struct pair *p)
{
    for (int i = 0; i < 2; i++) {
        if (p->node[i].process.pid != 0) {
            (void)kill(p->node[i].process.pid, SIGCONT);
            (void)process_end(&p->node[i].process, SIGKILL, STOP_MS);
        }
    }
    if (getenv("SINODO_KEEP") == NULL)
        remove_tree(p->dir);
    else
        (void)fprintf(stderr, "kept: %s\n", p->dir);
}

/* Whoever connects early waits: only a reply, whatever it is, says that all of the node is there.
 */
static bool answers(void *context)
{
    const struct test_node *n = context;
    struct net_address address;
    char byte;
    size_t got;
    int fd;
    (void)snprintf(address.host, sizeof address.host, "%s", n->host);
    (void)snprintf(address.port, sizeof address.port, "%d", n->port);
    if (net_connect(&address, clock_deadline(1000), &fd) != STATUS_OK)
        return false;
    struct mono deadline = clock_deadline(START_MS);
    bool answered = net_send(fd, "PING\r\n", 6, deadline) == STATUS_OK &&
                    net_receive(fd, &byte, 1, deadline, &got) == STATUS_OK;
    close(fd);
    return answered;
}

static bool launch(struct pair *p, int which)
{
    struct test_node *n = &p->node[which];
    char path[256], listen[80], peer[80];
    const char *argv[48];
    size_t used = 0;
    (void)snprintf(listen, sizeof listen, "%s:%d", n->host, n->port);
    (void)snprintf(peer, sizeof peer, "%s:%d", p->peer_host,
                   which == CARACAS ? p->dial_port : p->peer_port);
    const char *words[] = {program("sinodod", path),
                           "--node",
                           n->name,
                           "--data",
                           n->data,
                           "--listen",
                           listen,
                           "--bank",
                           p->bank};
    for (size_t i = 0; n->before[i] != NULL; i++)
        argv[used++] = n->before[i];
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        argv[used++] = words[i];
    if (!p->alone) {
        argv[used++] = which == CARACAS ? "--peer" : "--peer-listen";
        argv[used++] = peer;
        if (!p->grace) {
            argv[used++] = "--grace-seconds";
            argv[used++] = "0";
        }
    }
    for (size_t i = 0; n->extra[i] != NULL; i++)
        argv[used++] = n->extra[i];
    argv[used] = NULL;
    return process_start(&n->process, (char *const *)argv, NULL, n->log);
}

bool node_start(struct pair *p, int which)
{
    return launch(p, which) && until(answers, &p->node[which], START_MS);
}

bool node_refuses(struct pair *p, int which)
{
    if (!launch(p, which))
        return false;
    int result = process_wait(&p->node[which].process, STOP_MS);
    if (result < 0)
        (void)process_end(&p->node[which].process, SIGKILL, STOP_MS);
    return result > 0 && result < 128;
}

bool node_open(const struct pair *p, int which, struct client_conn *conn)
{
    return client_open_at(conn, p->node[which].host, p->node[which].port);
}

const char *node_ask(const struct pair *p, int which, struct client_conn *conn, ...)
{
    va_list words;
    va_start(words, conn);
    if (node_open(p, which, conn))
        (void)client_ask_list(conn, words);
    va_end(words);
    client_close(conn);
    return conn->reply;
}

struct wanted {
    struct pair *p;
    int which;
    const char *state;
};

static bool peer_is(void *context)
{
    struct wanted *w = context;
    struct client_conn *c = malloc(sizeof *c);
    char value[256] = "";
    if (c == NULL)
        return false;
    if (node_open(w->p, w->which, c)) {
        (void)client_ask(c, "HELLO", NULL);
        (void)client_pair(c, "peer", value);
    }
    client_close(c);
    free(c);
    return strcmp(value, w->state) == 0;
}

bool node_peer_is(struct pair *p, int which, const char *state)
{
    struct wanted w = {p, which, state};
    return until(peer_is, &w, START_MS);
}

bool pair_start(struct pair *p)
{
    return node_start(p, MARACAY) && node_start(p, CARACAS) && node_peer_is(p, CARACAS, "up") &&
           node_peer_is(p, MARACAY, "up");
}

bool node_kill(struct pair *p, int which)
{
    return process_end(&p->node[which].process, SIGKILL, STOP_MS) == 128 + SIGKILL;
}

int node_stop(struct pair *p, int which)
{
    return process_end(&p->node[which].process, SIGTERM, STOP_MS);
}

/* Adds words up to a NULL to argv, runs it to the end and reads what it printed. */
static int run_program(struct pair *p, const char *argv[16], size_t used, va_list words,
                       const char *input, char *out, size_t size)
{
    char output[160];
    while (used < 15 && (argv[used] = va_arg(words, const char *)) != NULL)
        used++;
    argv[used] = NULL;
    (void)snprintf(output, sizeof output, "%s/program.out", p->dir);
    (void)unlink(output);
    int result = process_run((char *const *)argv, input, output, START_MS);
    FILE *file = fopen(output, "r");
    size_t len = file != NULL ? fread(out, 1, size - 1, file) : 0;
    out[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return result;
}

int node_ctl(struct pair *p, int which, char *out, size_t size, ...)
{
    char path[256];
    const char *argv[16] = {program("sinodoctl", path), "--data", p->node[which].data};
    va_list words;
    va_start(words, size);
    int result = run_program(p, argv, 3, words, NULL, out, size);
    va_end(words);
    return result;
}

bool node_keygen(struct pair *p, int which, char key[NODE_KEY_SIZE])
{
    bool made = node_ctl(p, which, key, NODE_KEY_SIZE, "keygen", NULL) == 0;
    key[strcspn(key, "\n")] = '\0';
    return made;
}

/* A file with what is typed; "" when it cannot be written. */
static const char *type_into(struct pair *p, const char *typed)
{
    static char input[160];
    (void)snprintf(input, sizeof input, "%s/typed", p->dir);
    FILE *file = fopen(input, "w");
    bool written = file != NULL && fputs(typed, file) >= 0;
    if (file != NULL && fclose(file) != 0)
        written = false;
    return written ? input : "";
}

int node_desk(struct pair *p, int which, const struct test_account *account, char *out, size_t size,
              ...)
{
    char path[256], address[32];
    const char *argv[16] = {
        program("sinodoctl", path), "--node", address, "--staff", account->name, "--pin",
        account->pin[which]};
    (void)snprintf(address, sizeof address, "127.0.0.1:%d", p->node[which].port);
    const char *input = type_into(p, account->code);
    va_list words;
    va_start(words, size);
    int result = run_program(p, argv, 7, words, input, out, size);
    va_end(words);
    return result;
}

int node_client(struct pair *p, int which, const char *typed, char *out, size_t size, ...)
{
    char path[256], address[32];
    const char *argv[16] = {program("sinodo", path), "--lang", "en"};
    size_t used = 3;
    va_list words;
    for (size_t i = 0; p->client_options[i] != NULL; i++)
        argv[used++] = p->client_options[i];
    argv[used++] = address;
    (void)snprintf(address, sizeof address, "127.0.0.1:%d", p->node[which].port);
    const char *input = type_into(p, typed);
    va_start(words, size);
    int result = run_program(p, argv, used, words, input, out, size);
    va_end(words);
    return result;
}

bool node_shows_status(struct pair *p, int which, char *out, size_t size)
{
    int result = node_ctl(p, which, out, size, "status", NULL);
    return result == 0 || result == 1;
}

long node_status(struct pair *p, int which, const char *name)
{
    char out[NODE_STATUS_SIZE], key[64];
    if (!node_shows_status(p, which, out, sizeof out))
        return -1;
    (void)snprintf(key, sizeof key, "%s ", name);
    for (char *line = out; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, strlen(key)) == 0)
            return strtol(line + strlen(key), NULL, 10);
    }
    return -1;
}

struct logged {
    const char *log, *words;
};

static bool is_logged(void *context)
{
    const struct logged *l = context;
    return file_has(l->log, l->words);
}

bool node_logs(const struct pair *p, int which, const char *words)
{
    struct logged l = {p->node[which].log, words};
    return until(is_logged, &l, SETTLE_MS);
}

struct said {
    struct pair *p;
    int which;
    const char *words;
    char *out;
};

static bool is_said(void *context)
{
    const struct said *s = context;
    return node_shows_status(s->p, s->which, s->out, NODE_STATUS_SIZE) &&
           strstr(s->out, s->words) != NULL;
}

bool node_says(struct pair *p, int which, const char *words, char out[NODE_STATUS_SIZE])
{
    struct said s = {p, which, words, out};
    return until(is_said, &s, SETTLE_MS);
}

static bool settled(void *context)
{
    struct pair *p = context;
    long own[2], copy[2];
    for (int i = 0; i < 2; i++) {
        own[i] = node_status(p, i, "journal");
        copy[i] = node_status(p, i, "peer_journal");
    }
    return own[0] >= 0 && own[0] == copy[1] && own[1] == copy[0] &&
           node_status(p, CARACAS, "not_at_peer") == 0 &&
           node_status(p, MARACAY, "not_at_peer") == 0;
}

bool pair_settled(struct pair *p)
{
    return until(settled, p, SETTLE_MS);
}

bool pair_check(struct pair *p)
{
    char out[4096];
    for (int i = 0; i < 2; i++) {
        if (node_ctl(p, i, out, sizeof out, "check", NULL) != 0) {
            (void)fprintf(stderr, "%s: %s\n", p->node[i].name, out);
            return false;
        }
    }
    return true;
}
