#include "tests/lib/wiretap.h"

#include "common/net.h"
#include "common/thread.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_MS = 20000 };

struct wiretap {
    int listen_fd, port, target_port;
    FILE *heard;
    pthread_t thread;
};

static bool pass(struct wiretap *tap, int from, int to)
{
    char bytes[16384];
    size_t got;
    if (net_receive_some(from, bytes, sizeof bytes, &got) != STATUS_OK)
        return false;
    return fwrite(bytes, 1, got, tap->heard) == got &&
           net_send(to, bytes, got, clock_deadline(WAIT_MS)) == STATUS_OK;
}

static void *tap_thread(void *arg)
{
    struct wiretap *tap = arg;
    struct net_address target = {.host = "127.0.0.1"};
    struct pollfd listening = {.fd = tap->listen_fd, .events = POLLIN};
    struct pollfd ends[2] = {{.fd = -1, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    (void)snprintf(target.port, sizeof target.port, "%d", tap->target_port);
    if (poll(&listening, 1, WAIT_MS) != 1)
        return NULL;
    ends[0].fd = accept(tap->listen_fd, NULL, NULL);
    net_prepare(ends[0].fd);
    bool open = net_connect(&target, clock_deadline(WAIT_MS), &ends[1].fd) == STATUS_OK;
    while (open && poll(ends, 2, WAIT_MS) > 0) {
        if (ends[0].revents != 0)
            open = pass(tap, ends[0].fd, ends[1].fd);
        if (open && ends[1].revents != 0)
            open = pass(tap, ends[1].fd, ends[0].fd);
    }
    close(ends[0].fd);
    if (ends[1].fd >= 0)
        close(ends[1].fd);
    return NULL;
}

bool wiretap_open(int target_port, const char *path, struct wiretap **out)
{
    struct net_address any = {.host = "127.0.0.1", .port = "0"};
    struct wiretap *tap = calloc(1, sizeof *tap);
    if (tap == NULL)
        return false;
    tap->heard = fopen(path, "w");
    tap->target_port = target_port;
    if (tap->heard == NULL || net_listen(&any, &tap->listen_fd) != STATUS_OK ||
        thread_start(&tap->thread, "wiretap", 0, tap_thread, tap) != STATUS_OK)
        return false;
    tap->port = net_port(tap->listen_fd);
    *out = tap;
    return true;
}

int wiretap_port(const struct wiretap *tap)
{
    return tap->port;
}

void wiretap_close(struct wiretap *tap)
{
    (void)pthread_join(tap->thread, NULL);
    (void)fclose(tap->heard);
    close(tap->listen_fd);
    free(tap);
}
