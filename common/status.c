#include "common/status.h"

const char *status_text(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
    case STATUS_FULL:
        return "full";
    case STATUS_BUSY:
        return "busy";
    case STATUS_CLOSED:
        return "closed";
    case STATUS_TIMEOUT:
        return "timed out";
    case STATUS_NOMEM:
        return "out of memory";
    case STATUS_INVALID:
        return "not well-formed";
    case STATUS_IO:
        return "input/output error";
    }
    return "?";
}
