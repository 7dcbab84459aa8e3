/* Whatever is said to a node's TLS port before there is a handshake: it ends, and costs nothing. */
#include "tests/fuzz/door.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct stream stream;
    char bytes[512];
    size_t got;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0 ||
        stream_open(&stream, door_server(TLS_PINNED), ends[0]) != STATUS_OK)
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
