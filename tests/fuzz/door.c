#include "tests/fuzz/door.h"

#include "server/evidence/key.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct tls_context *door_server(enum tls_trust trust)
{
    static struct tls_context *context;
    static struct key *key;
    char dir[] = "/tmp/sinodo-fuzz-XXXXXX", error[KEY_ERROR_SIZE];
    if (context != NULL)
        return context;
    (void)signal(SIGPIPE, SIG_IGN);
    if (mkdtemp(dir) == NULL || key_open(dir, &key, error) != STATUS_OK)
        abort();
    struct tls_options o = {.server = true,
                            .trust = trust,
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
