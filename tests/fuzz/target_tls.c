/* Whatever is said to a node's TLS port before there is a handshake: it ends, and costs nothing. */
#include "common/tls.h"
#include "server/key.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct tls_context *server(void)
{
    static struct tls_context *context;
    char dir[] = "/tmp/sinodo-fuzz-XXXXXX", error[KEY_ERROR_SIZE];
    static struct key *key;
    if (context != NULL)
        return context;
    (void)signal(SIGPIPE, SIG_IGN);
    if (mkdtemp(dir) == NULL || key_open(dir, &key, error) != STATUS_OK)
        abort();
    struct tls_options o = {.server = true,
                            .trust = TLS_PINNED,
                            .key = key_path(key),
                            .certificate = key_certificate_path(key),
                            .pins = {*key_fingerprint(key)},
                            .pin_count = 1};
    if (tls_context_open(&o, &context) != STATUS_OK)
        abort();
    (void)unlink(key_path(key));
    (void)unlink(key_certificate_path(key));
    (void)rmdir(dir);
    return context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct stream stream;
    char bytes[512];
    size_t got;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0 ||
        stream_open(&stream, server(), ends[0]) != STATUS_OK)
        abort();
    if (write(ends[1], data, len) != (ssize_t)len)
        goto out; /* more than a socket takes at once */
    (void)shutdown(ends[1], SHUT_WR);
    (void)stream_is_addressed_plainly(&stream, clock_deadline(0));
    for (int i = 0; i < 4; i++)
        if (stream_handshake_some(&stream) == STATUS_OK)
            abort(); /* nobody proved to have the key */
    (void)stream_receive_some(&stream, bytes, sizeof bytes, &got);
out:
    stream_close(&stream);
    close(ends[0]);
    close(ends[1]);
    return 0;
}
