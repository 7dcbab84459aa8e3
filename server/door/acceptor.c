#include "server/door/acceptor.h"

#include "common/log.h"
#include "common/net.h"
#include "common/wake.h"
#include "server/desk/essays.h"
#include "server/door/worker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { COMPLAIN_MS = 10 * 1000, RETRY_MS = 50, REPORT_MS = 10 * 1000 };

/* The kernel's buffers of a connection: some replies, and the longest request. */
enum { SEND_BYTES = 32 * 1024, RECEIVE_BYTES = 16 * 1024 };

/* Legend: (a) the accept thread only, (c) constant. */
struct acceptor {
    struct node *node;                /* (c) */
    const struct listener *listeners; /* (c) */
    size_t count;                     /* (c) */
    struct wake wake;
    atomic_bool stop;
    pthread_t thread;       /* (c) */
    int spare_fd;           /* (a) closed for a moment to refuse a client when none is left */
    struct mono complained; /* (a) when a refused client was logged last */
    struct mono reported;   /* (a) when it looked around last */
};

static void log_refused_client(struct acceptor *a, const char *what)
{
    struct mono now = clock_mono();
    if (now.ms - a->complained.ms < COMPLAIN_MS)
        return;
    a->complained = now;
    log_event(LOG_WARN, "a client was refused: %s", what);
}

static void refuse_client(const struct listener *listener, int fd)
{
    struct buffer out = {0};
    size_t sent;
    worker_put_busy(listener->role, &out);
    if (!out.failed)
        (void)net_send_some(fd, out.data, out.len, &sent);
    buffer_release(&out);
    close(fd);
}

/* Without a free descriptor accept(2) fails each time and the client waits: this closes the spare
 * descriptor, accepts and refuses the client, and opens the spare one again. */
static void refuse_without_descriptor(struct acceptor *a, const struct listener *listener)
{
    log_refused_client(a, "no descriptors left (raise the limit of open files)");
    if (a->spare_fd < 0) {
        (void)poll(NULL, 0, RETRY_MS); /* does not spin without a spare one */
        a->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        return;
    }
    close(a->spare_fd);
    int fd = accept(listener->fd, NULL, NULL);
    if (fd >= 0) {
        net_prepare(fd);
        refuse_client(listener, fd);
    }
    a->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void take_one(struct acceptor *a, const struct listener *listener)
{
    int fd = accept(listener->fd, NULL, NULL);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            refuse_without_descriptor(a, listener);
        else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ECONNABORTED &&
                 errno != EINTR) {
            log_refused_client(a, strerror(errno));
            (void)poll(NULL, 0, RETRY_MS); /* the missing resource may be free again then */
        }
        return;
    }
    net_prepare(fd);
    if (worker_start(a->node, listener, fd) != STATUS_OK) {
        log_refused_client(a, "too many clients or no threads left (see --max-clients)");
        refuse_client(listener, fd);
    }
}

/* What is to be done from time to time. */
static void look_around(struct acceptor *a)
{
    struct mono now = clock_mono();
    if (now.ms - a->reported.ms < REPORT_MS)
        return;
    a->reported = now;
    guesses_report(a->node->guesses);
    essays_rest(a->node->essays, now);
}

static void *accept_thread(void *arg)
{
    struct acceptor *a = arg;
    struct pollfd fds[ACCEPTOR_LISTENERS + 1];
    for (size_t i = 0; i < a->count; i++)
        fds[i] = (struct pollfd){.fd = a->listeners[i].fd, .events = POLLIN};
    fds[a->count] = (struct pollfd){.fd = a->wake.read_fd, .events = POLLIN};
    while (!atomic_load(&a->stop)) {
        int rc = poll(fds, a->count + 1, REPORT_MS);
        look_around(a);
        if (rc <= 0)
            continue;
        for (size_t i = 0; i < a->count; i++)
            if (fds[i].revents != 0)
                take_one(a, &a->listeners[i]);
    }
    guesses_report(a->node->guesses);
    return NULL;
}

enum status acceptor_start(struct node *node, const struct listener *listeners, size_t count,
                           struct acceptor **out)
{
    assert(count <= ACCEPTOR_LISTENERS);
    struct acceptor *a = calloc(1, sizeof *a);
    if (a == NULL)
        return STATUS_NOMEM;
    a->node = node;
    a->listeners = listeners;
    a->count = count;
    for (size_t i = 0; i < count; i++)
        if (listeners[i].fd >= 0 && listeners[i].role != WORKER_OPERATOR)
            net_bound_buffers(listeners[i].fd, SEND_BYTES, RECEIVE_BYTES);
    a->complained.ms = clock_mono().ms - COMPLAIN_MS;
    a->reported = clock_mono();
    atomic_init(&a->stop, false);
    enum status status = wake_open(&a->wake);
    if (status != STATUS_OK) {
        free(a);
        return status;
    }
    a->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    status = thread_start(&a->thread, "accept", 0, accept_thread, a);
    if (status != STATUS_OK) {
        close(a->spare_fd);
        wake_close(&a->wake);
        free(a);
        return status;
    }
    *out = a;
    return STATUS_OK;
}

void acceptor_stop(struct acceptor *a)
{
    if (a == NULL)
        return;
    atomic_store(&a->stop, true);
    wake_signal(&a->wake);
    int rc = pthread_join(a->thread, NULL);
    assert(rc == 0);
    close(a->spare_fd);
    wake_close(&a->wake);
    free(a);
}
