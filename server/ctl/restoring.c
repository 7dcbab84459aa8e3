#include "server/ctl/restoring.h"

#include "common/printable.h"
#include "db/restore.h"

#include <sysexits.h>

int restoring_run(const char *dir, const char *file)
{
    char error[DATABASE_ERROR_SIZE];
    struct restored r;
    enum status status = restore_run(dir, file, &r, error);
    if (status != STATUS_OK) {
        printable_line(stderr, "sinodoctl: %s", error);
        return status == STATUS_INVALID ? EX_DATAERR : EX_IOERR;
    }
    const struct identity *id = &r.identity;
    printable_line(stdout, "%s is now the database of node %s of cluster %s, marked as restored.",
                   file, id->node, id->cluster);
    if (r.aside[0] != '\0')
        printable_line(stdout,
                       "What was there is kept as %s, with all that begins so: delete it "
                       "only when all is well.",
                       r.aside);
    if (!r.compared)
        printable_line(stdout,
                       "No database was there to compare names with: is this %s's "
                       "directory?",
                       id->node);
    printable_line(stdout, "Next: see that the node's own node.key is there, and start sinodod.");
    printable_line(stdout, id->paired ? "It serves nobody until it has taken back from the other "
                                        "node what the copy lacks (sinodoctl status)."
                                      : "There is no other node to take back from what the copy "
                                        "lacks: sinodoctl unlock opens it without that.");
    return EX_OK;
}
