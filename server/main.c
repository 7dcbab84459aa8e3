/* main.c - sinodod: reads its options, starts the node, waits for a signal and stops the node. */
#define _GNU_SOURCE /* memmem */
#include "common/log.h"
#include "common/printable.h"
#include "common/version.h"
#include "server/bank/bank.h"
#include "server/reload.h"
#include "server/setup/registering.h"
#include "server/setup/roster_file.h"
#include "server/setup/sandbox.h"
#include "server/setup/service.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>

/* *policy: gets what the plan says. */
static int check_bank(const struct config *c, struct policy *policy)
{
    struct exam exam = {0};
    struct buffer text = {0}, warnings = {0};
    bool good = server_read_exam(c, c->check_bank, &exam, NULL, &warnings) == STATUS_OK;
    if (good) {
        bank_report(&exam, c->check_bank, &text);
        printable_write(stdout, text.data, text.len, PRINTABLE_TEXT);
        printable_write(stdout, warnings.data, warnings.len, PRINTABLE_TEXT);
        good = !c->strict || warnings.len == 0;
        *policy = exam.policy;
    }
    buffer_release(&text);
    buffer_wipe(&warnings);
    bank_free(&exam);
    return good ? EX_OK : EX_DATAERR;
}

/* Who registers with this roster? False: what the plan or the option says is not possible. */
static bool report_mode(const struct roster *roster, const char *path, struct policy *policy,
                        struct buffer *text)
{
    const char *wrong = registering_settle(policy, roster),
               *warning = registering_warning(policy, roster);
    buffer_printf(text, "%s: registration: %s\n", path, policy_word(policy, POLICY_REGISTRATION));
    if (wrong != NULL)
        buffer_printf(text, "%s: %s\n", path, wrong);
    if (warning != NULL)
        buffer_printf(text, "%s: warning: %s\n", path, warning);
    return wrong == NULL;
}

static int check_roster(const struct config *c, const char *path, struct policy *policy)
{
    struct roster *roster = NULL;
    struct buffer text = {0};
    bool good = server_read_roster(c, path, &roster, &text) == STATUS_OK;
    if (good) {
        roster_report(roster, path, c->node, &text);
        good = report_mode(roster, path, policy, &text);
    }
    bool sure =
        text.len == 0 || memmem(text.data, text.len, ": warning: ", strlen(": warning: ")) == NULL;
    printable_write(good ? stdout : stderr, text.data, text.len, PRINTABLE_TEXT);
    buffer_release(&text);
    roster_close(roster);
    return good && (sure || !c->strict) ? EX_OK : EX_DATAERR;
}

/* Checks all files that are given, also where one has errors. */
static int check_files(const struct config *c)
{
    const char *roster = c->check_roster[0] != '\0' ? c->check_roster : c->roster;
    struct policy policy = c->policy;
    int bank = c->check_bank[0] != '\0' ? check_bank(c, &policy) : EX_OK;
    int people = roster[0] != '\0' ? check_roster(c, roster, &policy) : EX_OK;
    return bank != EX_OK ? bank : people;
}

/* The main thread takes signals by sigwait(3); all threads block them. */
static void block_signals(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, out, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is treated as a full disk */
}

/* Clients beyond the number of descriptors would shut out the peer and the operator as well. */
static void fit_descriptors(struct config *config)
{
    enum { OTHERS = 64 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    rlim_t now = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
        now = limit.rlim_max;
    if (now >= (rlim_t)config->max_clients + OTHERS)
        return;
    config->max_clients = now > (rlim_t)2 * OTHERS ? (int64_t)now - OTHERS : OTHERS;
    log_event(LOG_WARN,
              "this system allows a process %llu open files, so at most %lld clients can connect: "
              "raise the limit (ulimit -n) for more",
              (unsigned long long)now, (long long)config->max_clients);
}

/* Until a signal ends the node. */
static void serve(struct server *server, const sigset_t *signals, int argc, char *const *argv)
{
    int number = 0;
    service_tell("READY=1");
    while (sigwait(signals, &number) == 0 && number == SIGHUP) {
        service_tell("RELOADING=1");
        reload(server, argc, argv);
        service_tell("READY=1");
    }
    service_tell("STOPPING=1");
}

static int run_node(struct server *server, int argc, char *const *argv)
{
    sigset_t signals;
    block_signals(&signals);
    server->given = server->config;
    log_open(server->config.node, server->config.log_level);
    fit_descriptors(&server->config);
    if (server->config.developer ? !sandbox_enter_open() : !sandbox_enter())
        return EX_OSERR;
    int result = server_start(server);
    if (result == EX_OK) {
        serve(server, &signals, argc, argv);
        log_event(LOG_INFO, "stopping");
    }
    server_stop(server);
    if (result == EX_OK)
        log_event(LOG_INFO, "stopped");
    return result;
}

int main(int argc, char **argv)
{
    tzset(); /* localtime_r(3) reads no file afterwards: the sandbox would refuse it */
    static struct server server = SERVER_CLOSED;
    char error[CONFIG_ERROR_SIZE], line[CONFIG_ERROR_SIZE + 16];
    log_open("-", LOG_INFO);
    switch (config_read(argc, argv, &server.config, error)) {
    case CONFIG_BAD:
        (void)snprintf(line, sizeof line, "sinodod: %s", error);
        log_text(LOG_ERROR, line, strlen(line));
        return EX_USAGE;
    case CONFIG_HELP:
        config_help();
        return EX_OK;
    case CONFIG_VERSION:
        puts("sinodod " SINODO_VERSION);
        return EX_OK;
    case CONFIG_CHECK:
        return check_files(&server.config);
    case CONFIG_RUN:
        break;
    }
    return run_node(&server, argc, argv);
}
