#include "tests/lib/impostor.h"

#include "common/net.h"
#include "common/thread.h"
#include "common/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MS = 20000 };

struct impostor {
    int listening;
    const struct impostor_answer *answers;
    pthread_t thread;
};

/* A command of the staff is the word behind DESK. */
static const struct buffer *answer_to(const struct impostor *m, const struct wire_word *words,
                                      size_t count)
{
    const struct wire_word *command = count > 1 && wire_is(&words[0], "DESK") ? &words[1] : words;
    const struct impostor_answer *a = m->answers;
    while (a->command != NULL && !wire_is(command, a->command))
        a++;
    return a->bytes;
}

/* Answers until the other end hangs up. */
static void serve(const struct impostor *m, int fd)
{
    struct wire_reader in;
    struct wire_word words[WIRE_REQUEST_WORDS];
    struct mono deadline = clock_deadline(ANSWER_MS);
    size_t room, got, count;
    const char *reason;
    wire_reader_init(&in, WIRE_REQUEST_BYTES);
    for (;;) {
        enum wire_event event = wire_request(&in, words, WIRE_REQUEST_WORDS, &count, &reason);
        if (event == WIRE_READY) {
            const struct buffer *bytes = answer_to(m, words, count);
            if (net_send(fd, bytes->data, bytes->len, deadline) != STATUS_OK)
                break;
            continue;
        }
        char *space = event == WIRE_MORE ? wire_reader_space(&in, &room) : NULL;
        if (space == NULL || net_receive(fd, space, room, deadline, &got) != STATUS_OK)
            break;
        wire_reader_filled(&in, got);
    }
    wire_reader_release(&in);
}

static void *run(void *context)
{
    const struct impostor *m = context;
    struct pollfd came = {.fd = m->listening, .events = POLLIN};
    while (poll(&came, 1, -1) == 1 && (came.revents & POLLHUP) == 0) {
        int fd = accept(m->listening, NULL, NULL);
        if (fd < 0)
            continue;
        net_prepare(fd);
        serve(m, fd);
        close(fd);
    }
    return NULL;
}

bool impostor_open(const char *path, const struct impostor_answer *answers, struct impostor **out)
{
    static const struct net_address any = {"127.0.0.1", "0"};
    struct impostor *m = calloc(1, sizeof *m);
    if (m == NULL)
        return false;
    m->answers = answers;
    enum status status =
        path != NULL ? net_listen_unix(path, &m->listening) : net_listen(&any, &m->listening);
    if (status != STATUS_OK || thread_start(&m->thread, "impostor", 0, run, m) != STATUS_OK) {
        free(m);
        return false;
    }
    *out = m;
    return true;
}

int impostor_port(const struct impostor *m)
{
    return net_port(m->listening);
}

void impostor_close(struct impostor *m)
{
    if (m == NULL)
        return;
    (void)shutdown(m->listening, SHUT_RDWR);
    (void)pthread_join(m->thread, NULL);
    close(m->listening);
    free(m);
}
