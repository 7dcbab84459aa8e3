#define _GNU_SOURCE /* O_PATH */
#include "server/setup/confine.h"

#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/landlock.h, which may be older than the kernel, or missing. The numbers are the same
 * on all machines. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { ASK_VERSION = 1, PATH_BENEATH = 1 };

enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8,
    MAKE_SOCK = 1 << 9,
    VERSION_1 = (1 << 13) - 1,
    REFER = 1 << 13,    /* since version 2: rename and link between directories */
    TRUNCATE = 1 << 14, /* since version 3 */
    ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
    READ = READ_FILE | READ_DIR,
    READ_WRITE =
        READ | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SOCK
};

struct ruleset_attributes {
    uint64_t handled; /* these accesses are refused where no rule allows them */
};

struct path_attributes {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

/* The resolver, getpwuid_r(3) and the modules that both load read these. */
static const char *const readable[] = {"/etc",
                                       "/usr",
                                       "/lib",
                                       "/lib64",
                                       "/run/systemd/resolve",
                                       "/run/systemd/userdb",
                                       "/run/resolvconf",
                                       "/run/NetworkManager",
                                       "/run/connman",
                                       "/dev/null"};

static uint64_t known_to(long version)
{
    uint64_t rights = VERSION_1;
    if (version >= 2)
        rights |= REFER;
    if (version >= 3)
        rights |= TRUNCATE;
    return rights;
}

static bool allow(int ruleset, const char *path, uint64_t rights)
{
    struct stat info;
    struct path_attributes rule = {.parent = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0)
        return false;
    bool good = fstat(rule.parent, &info) == 0;
    rule.allowed = S_ISDIR(info.st_mode) ? rights : rights & ON_FILES;
    good = good && syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent);
    return good;
}

/* The directory of a file; of one directly under / the file. */
static bool allow_beside(int ruleset, const char *path)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash == NULL ? 0 : (int)(slash - path);
    if (slash == path)
        return allow(ruleset, path, READ);
    (void)snprintf(dir, sizeof dir, "%.*s", len, path);
    return allow(ruleset, slash != NULL ? dir : ".", READ);
}

static bool add_rules(int ruleset, uint64_t known, const char *data, const char *key_dir,
                      const char *const reread[CONFINE_REREAD])
{
    for (size_t i = 0; i < CONFINE_REREAD; i++)
        if (reread[i] != NULL && reread[i][0] != '\0' && !allow_beside(ruleset, reread[i]))
            return false;
    for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++)
        if (!allow(ruleset, readable[i], READ) && errno != ENOENT && errno != ENOTDIR &&
            errno != EACCES)
            return false;
#ifdef CONFINE_MEASURED /* a build for coverage, which writes files elsewhere */
    if (!allow(ruleset, ".", READ_WRITE & known))
        return false;
#endif
    return allow(ruleset, data, READ_WRITE & known) && allow(ruleset, key_dir, READ_WRITE & known);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CHECKED = 1 }; /* a sanitizer reads any file to describe its findings */
#else
enum { CHECKED = 0 };
#endif

bool confine_files(const char *data, const char *key_dir, const char *const reread[CONFINE_REREAD])
{
    long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
    if (CHECKED == 1)
        return true;
    if (version < 1) {
        log_event(LOG_WARN,
                  "the files that this process can reach are not limited: no Landlock here (%s)",
                  strerror(errno));
        return true;
    }
    struct ruleset_attributes attributes = {known_to(version)};
    int ruleset = (int)syscall(CREATE_RULESET, &attributes, sizeof attributes, 0);
    bool good = ruleset >= 0 && add_rules(ruleset, attributes.handled, data, key_dir, reread) &&
                syscall(RESTRICT_SELF, ruleset, 0) == 0;
    if (!good)
        log_event(LOG_ERROR, "cannot limit the files that this process can reach (Landlock): %s",
                  strerror(errno));
    if (ruleset >= 0)
        close(ruleset);
    return good;
}
