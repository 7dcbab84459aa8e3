/* What a process that was taken over would do next: each attempt is refused in the sandbox, and the
 * same attempt outside, its control, is not. */
#define _GNU_SOURCE /* F_SETOWN, SHM_EXEC */
#include "common/net.h"
#include "server/setup/confine.h"
#include "server/setup/sandbox.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Under a checker the sandbox lets the checker do what it must. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CHECKED = 1 };
#else
enum { CHECKED = 0 };
#endif

static pid_t other; /* the test's own process */
static char outside[64], data_dir[64], keys_dir[64], reread_file[160];

/* Each returns what the call does, -1 with errno. */
static long type_into_terminal(void)
{
    char c = 'x';
    return ioctl(open("/dev/null", O_RDWR | O_CLOEXEC), TIOCSTI, &c);
}

static long type_by_another_number(void)
{
    char c = 'x';
    return syscall(SYS_ioctl, open("/dev/null", O_RDWR | O_CLOEXEC), TIOCSTI | INT64_C(1) << 32,
                   &c);
}

static long paste_into_terminal(void)
{
    char what = 3;
    return ioctl(open("/dev/null", O_RDWR | O_CLOEXEC), TIOCLINUX, &what);
}

static long signal_another(void)
{
    return kill(other, 0);
}

static long signal_all(void)
{
    return kill(0, 0);
}

static long signal_by_another_number(void)
{
    return syscall(SYS_kill, (int64_t)other | INT64_C(1) << 32, 0);
}

static long signal_its_thread(void)
{
    return syscall(SYS_tgkill, other, other, 0);
}

static long signal_any_thread(void)
{
    return syscall(SYS_tkill, other, 0);
}

static long queue_a_signal(void)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_code = SI_QUEUE;
    return syscall(SYS_rt_sigqueueinfo, other, 0, &info);
}

static long queue_for_its_thread(void)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_code = SI_QUEUE;
    return syscall(SYS_rt_tgsigqueueinfo, other, other, 0, &info);
}

static long signal_by_descriptor(void)
{
    return syscall(SYS_pidfd_send_signal, syscall(SYS_pidfd_open, other, 0), 0, NULL, 0);
}

static long have_input_signal_another(void)
{
    int ends[2];
    return pipe(ends) != 0 ? -1 : fcntl(ends[0], F_SETOWN, other);
}

static long have_input_signal_a_process(void)
{
    int ends[2];
    struct f_owner_ex owner = {F_OWNER_PID, other};
    return pipe(ends) != 0 ? -1 : fcntl(ends[0], F_SETOWN_EX, &owner);
}

static long choose_the_signal(void)
{
    int ends[2];
    return pipe(ends) != 0 ? -1 : fcntl(ends[0], F_SETSIG, SIGUSR1);
}

static long own_a_socket(unsigned long request)
{
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 ? -1 : ioctl(ends[0], request, &other);
}

static long have_a_socket_signal_another(void)
{
    return own_a_socket(FIOSETOWN);
}

static long have_a_socket_signal_its_group(void)
{
    return own_a_socket(SIOCSPGRP);
}

static long advise_a_process(void)
{
    long fd = syscall(SYS_pidfd_open, getpid(), 0); /* another one takes privileges */
    return syscall(SYS_process_madvise, fd, NULL, 0, MADV_COLD, 0);
}

static long be_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long be_traced(void)
{
    return prctl(PR_SET_PTRACER, other, 0, 0, 0);
}

static long map(int protection, int flags)
{
    return mmap(NULL, 4096, protection, MAP_PRIVATE | flags, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long map_all_rights(void)
{
    return map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_ANONYMOUS);
}

static long make_executable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? -1 : mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long make_executable_by_key(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? -1
                              : syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1);
}

static long attach_executable(void)
{
    int id = shmget(IPC_PRIVATE, 4096, 0600);
    void *page = shmat(id, NULL, SHM_EXEC);
    int saved = errno;
    (void)shmctl(id, IPC_RMID, NULL);
    errno = saved;
    return page == MAP_FAILED ? -1 : 0;
}

static long make_memory_file(void)
{
    return syscall(SYS_memfd_create, "x", 0);
}

/* What stays allowed. */
static long end_by_a_signal(void)
{
    (void)signal(SIGUSR1, SIG_IGN);
    return raise(SIGUSR1) + kill(getpid(), SIGUSR1);
}

static long map_a_program(void)
{
    int fd = open("/bin/sh", O_RDONLY | O_CLOEXEC);
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0;
}

/* Its errno, 0 when it works, in a process of its own: in the sandbox or, the control, outside. */
static int tried(long (*call)(void), bool (*enter)(void))
{
    int state;
    pid_t child = fork();
    if (child == 0) {
        if (enter != NULL && !enter())
            _exit(255);
        errno = 0;
        _exit(call() >= 0 ? 0 : errno);
    }
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert_msg(WIFEXITED(state), "signal %d", WTERMSIG(state));
    return WEXITSTATUS(state);
}

START_TEST(a_process_that_was_taken_over_goes_no_further)
{
    static const struct {
        const char *what;
        long (*call)(void);
        int control; /* its errno outside */
    } calls[] = {{"TIOCSTI", type_into_terminal, ENOTTY},
                 {"TIOCSTI with an upper half", type_by_another_number, ENOTTY},
                 {"TIOCLINUX", paste_into_terminal, ENOTTY},
                 {"kill", signal_another, 0},
                 {"kill its group", signal_all, 0},
                 {"kill with an upper half", signal_by_another_number, 0},
                 {"tgkill", signal_its_thread, 0},
                 {"tkill", signal_any_thread, 0},
                 {"rt_sigqueueinfo", queue_a_signal, 0},
                 {"rt_tgsigqueueinfo", queue_for_its_thread, 0},
                 {"pidfd_send_signal", signal_by_descriptor, 0},
                 {"F_SETOWN", have_input_signal_another, 0},
                 {"F_SETOWN_EX", have_input_signal_a_process, 0},
                 {"F_SETSIG", choose_the_signal, 0},
                 {"FIOSETOWN", have_a_socket_signal_another, 0},
                 {"SIOCSPGRP", have_a_socket_signal_its_group, 0},
                 {"process_madvise", advise_a_process, 0},
                 {"PR_SET_DUMPABLE", be_dumpable, 0},
                 {"mmap", map_all_rights, 0},
                 {"mprotect", make_executable, 0},
                 {"pkey_mprotect", make_executable_by_key, 0},
                 {"shmat", attach_executable, 0},
                 {"memfd_create", make_memory_file, 0}};
    other = getpid();
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        int outside_it = tried(calls[i].call, NULL), inside = tried(calls[i].call, sandbox_enter);
        ck_assert_msg(outside_it == calls[i].control, "%s outside: %s", calls[i].what,
                      strerror(outside_it));
        ck_assert_msg(inside == EPERM, "%s inside: %s", calls[i].what, strerror(inside));
    }
    ck_assert_int_ne(tried(be_traced, NULL), EPERM); /* EINVAL where nobody limits tracing */
    ck_assert_int_eq(tried(be_traced, sandbox_enter), EPERM);
    ck_assert_int_eq(tried(end_by_a_signal, sandbox_enter), 0);
    ck_assert_int_eq(tried(map_a_program, sandbox_enter), 0);
}
END_TEST

static bool enter_and_confine(void)
{
    const char *const reread[CONFINE_REREAD] = {reread_file, NULL};
    return sandbox_enter() && confine_files(data_dir, keys_dir, reread);
}

static long open_in(const char *dir, const char *name, int flags)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return open(path, flags | O_CLOEXEC, 0600);
}

static long read_again(void)
{
    return open(reread_file, O_RDONLY | O_CLOEXEC);
}

static long write_again(void)
{
    return open(reread_file, O_WRONLY | O_CLOEXEC);
}

static long read_outside(void)
{
    return open_in(outside, "secret", O_RDONLY);
}

static long write_outside(void)
{
    return open_in(outside, "secret", O_WRONLY);
}

static long make_outside(void)
{
    return open_in(outside, "new", O_WRONLY | O_CREAT);
}

static long cut_outside(void)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/secret", outside);
    return truncate(path, 0);
}

static long list_outside(void)
{
    return open(outside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long move_outside(void)
{
    char from[128], to[128];
    (void)snprintf(from, sizeof from, "%s/mine", data_dir);
    (void)snprintf(to, sizeof to, "%s/moved", outside);
    long fd = open(from, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    return fd < 0 ? -1 : rename(from, to);
}

static long remove_outside(void)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/secret", outside);
    return unlink(path);
}

static long make_link_inside(void)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/link", data_dir);
    (void)unlink(path);
    return symlink("/etc/passwd", path);
}

static long write_settings(void)
{
    return open("/etc/sinodo-test-of-confinement", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static long use_its_own(void)
{
    char path[128], to[128];
    (void)snprintf(path, sizeof path, "%s/records", data_dir);
    bool good = mkdir(path, 0700) == 0 && open_in(path, "a", O_RDWR | O_CREAT) >= 0;
    (void)snprintf(path, sizeof path, "%s/records/a", data_dir);
    (void)snprintf(to, sizeof to, "%s/records/b", data_dir);
    int fd, error = errno;
    good = good && rename(path, to) == 0 && truncate(to, 0) == 0 && unlink(to) == 0;
    (void)snprintf(path, sizeof path, "%s/records", data_dir);
    good = good && rmdir(path) == 0 && open_in(keys_dir, "key", O_RDWR | O_CREAT) >= 0;
    (void)snprintf(path, sizeof path, "%s/socket", data_dir);
    good = good && net_listen_unix(path, &fd) == STATUS_OK && unlink(path) == 0;
    errno = errno != 0 ? errno : error;
    return good ? 0 : -1;
}

static long look_up_names(void)
{
    struct addrinfo *found = NULL;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    bool good = getaddrinfo("localhost", "1", &hints, &found) == 0;
    if (good)
        freeaddrinfo(found);
    return good && getpwuid(0) != NULL && open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 &&
                   open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0
               ? 0
               : -1;
}

START_TEST(only_its_own_directories_can_be_reached)
{
    static const struct {
        const char *what;
        long (*call)(void);
    } calls[] = {{"read", read_outside},     {"write", write_outside},  {"make", make_outside},
                 {"cut", cut_outside},       {"list", list_outside},    {"move", move_outside},
                 {"link", make_link_inside}, {"remove", remove_outside}};
    if (syscall(444, NULL, 0, 1) < 3) { /* landlock_create_ruleset(2), its version */
        skipped("this kernel has no Landlock, or an older one");
        return;
    }
    char root[] = "/tmp/sinodo-confine-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(root));
    (void)snprintf(outside, sizeof outside, "%s/outside", root);
    (void)snprintf(data_dir, sizeof data_dir, "%s/data", root);
    (void)snprintf(keys_dir, sizeof keys_dir, "%s/keys", root);
    ck_assert_int_eq(mkdir(outside, 0700), 0);
    ck_assert_int_eq(mkdir(data_dir, 0700), 0);
    ck_assert_int_eq(mkdir(keys_dir, 0700), 0);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        long made = open_in(outside, "secret", O_WRONLY | O_CREAT);
        ck_assert_int_ge(made, 0);
        close((int)made);
        int inside = tried(calls[i].call, enter_and_confine);
        ck_assert_msg(inside == EACCES || inside == EXDEV, "%s inside: %s", calls[i].what,
                      strerror(inside));
        int control = tried(calls[i].call, sandbox_enter);
        ck_assert_msg(control == 0, "%s outside: %s", calls[i].what, strerror(control));
    }
    ck_assert_int_eq(tried(write_settings, enter_and_confine), EACCES);
    ck_assert_int_eq(tried(use_its_own, enter_and_confine), 0);
    ck_assert_int_eq(tried(look_up_names, enter_and_confine), 0);
    (void)snprintf(reread_file, sizeof reread_file, "%s/secret", outside);
    ck_assert_int_ge(open_in(outside, "secret", O_WRONLY | O_CREAT), 0);
    ck_assert_int_eq(tried(read_again, enter_and_confine), 0);
    ck_assert_int_eq(tried(write_again, enter_and_confine), EACCES);
    (void)snprintf(data_dir, sizeof data_dir, "%s/none", root);
    ck_assert_int_eq(tried(look_up_names, enter_and_confine), 255); /* it could not do without */
    remove_tree(root);
}
END_TEST

Suite *sandbox_suite(void)
{
    Suite *s = suite_create("sandbox");
    TCase *t = tcase_create("sandbox");
    if (CHECKED == 0) {
        tcase_add_test(t, a_process_that_was_taken_over_goes_no_further);
        tcase_add_test(t, only_its_own_directories_can_be_reached);
    }
    suite_add_tcase(s, t);
    return s;
}
