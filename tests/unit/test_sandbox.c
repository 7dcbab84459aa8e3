/* What a process that was taken over would do next: each attempt is refused in the sandbox, and the
 * same attempt outside, its control, is not. */
#define _GNU_SOURCE /* F_SETOWN, SHM_EXEC */
#include "common/log.h"
#include "server/sandbox.h"
#include "tests/unit/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
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
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
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
                 {"PR_SET_DUMPABLE", be_dumpable, 0},
                 {"mmap", map_all_rights, 0},
                 {"mprotect", make_executable, 0},
                 {"pkey_mprotect", make_executable_by_key, 0},
                 {"shmat", attach_executable, 0},
                 {"memfd_create", make_memory_file, 0}};
    log_open("test", LOG_ERROR);
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

Suite *sandbox_suite(void)
{
    Suite *s = suite_create("sandbox");
    TCase *t = tcase_create("sandbox");
    if (CHECKED == 0)
        tcase_add_test(t, a_process_that_was_taken_over_goes_no_further);
    suite_add_tcase(s, t);
    return s;
}
