#define _GNU_SOURCE /* CLONE_THREAD, F_SETSIG, SHM_EXEC */
#include "server/setup/sandbox.h"

#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PR_SET_PTRACER
enum { PR_SET_PTRACER = 0x59616d61 };
#endif

/* A sanitizer in the program runs another program to name the places of its findings. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CHECKED = 1 };
#else
enum { CHECKED = 0 };
#endif

static const int forbidden[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(personality),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(quotactl),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(capset),
    SCMP_SYS(tkill),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(memfd_create), /* code that was never in a file */
    SCMP_SYS(process_madvise),
};

/* Calls of which one argument must not have a value, or bits: (argument & mask) == value is
 * refused. The kernel takes 32 bits of it: what stands in the upper half does not matter. */
static const struct {
    int call;
    unsigned argument;
    uint64_t mask, value;
} forbidden_values[] = {
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCSTI}, /* types into the terminal */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCLINUX},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIOSETOWN}, /* signals to others when input comes */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, SIOCSPGRP},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETOWN},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETOWN_EX},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETSIG},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_DUMPABLE},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_PTRACER},
    {SCMP_SYS(mmap), 2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, PROT_EXEC},
    {SCMP_SYS(pkey_mprotect), 2, PROT_EXEC, PROT_EXEC},
    {SCMP_SYS(shmat), 2, SHM_EXEC, SHM_EXEC},
};

/* Calls whose first argument must be this process. */
static const int own_process[] = {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo),
                                  SCMP_SYS(rt_tgsigqueueinfo)};

static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK /* which address is ours */};

static bool forbid_sockets(scmp_filter_ctx filter)
{
    for (unsigned family = 0; family < AF_MAX; family++) {
        bool needed = false;
        for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
            needed = needed || family == (unsigned)families[i];
        /* The kernel takes an int, and ignores the upper half of the register. */
        const struct scmp_arg_cmp this_one = {0, SCMP_CMP_MASKED_EQ, UINT32_MAX, family};
        if (!needed && seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                                              &this_one) != 0)
            return false;
    }
    return true;
}

/* Threads yes, processes no. What clone3 is to do stands in memory, where no filter looks: without
 * it the C library uses clone, whose flags come first on the machines that we know. */
static bool forbid_processes(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_thread = {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0};
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &no_thread) ==
               0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool forbid_values(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < sizeof forbidden_values / sizeof forbidden_values[0]; i++) {
        const struct scmp_arg_cmp this_one = {forbidden_values[i].argument, SCMP_CMP_MASKED_EQ,
                                              forbidden_values[i].mask, forbidden_values[i].value};
        if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), forbidden_values[i].call, 1,
                                   &this_one) != 0)
            return false;
    }
    return true;
}

static bool forbid_signals(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp other = {0, SCMP_CMP_NE, (scmp_datum_t)getpid(), 0};
    for (size_t i = 0; i < sizeof own_process / sizeof own_process[0]; i++)
        if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), own_process[i], 1, &other) != 0)
            return false;
    return true;
}

static bool filter_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool good = filter != NULL;
    for (size_t i = 0; good && i < sizeof forbidden / sizeof forbidden[0]; i++)
        good = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), forbidden[i], 0) == 0;
    good = good && forbid_sockets(filter) && forbid_processes(filter) && forbid_values(filter) &&
           forbid_signals(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

static bool enter_sandbox(bool open)
{
    (void)umask(077);
    bool good = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (CHECKED == 0 && !open)
        good = good && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && filter_calls();
    if (!good)
        log_event(LOG_ERROR, "the kernel does not let this process give up what it does not need "
                             "(prctl, seccomp)");
    if (geteuid() == 0)
        log_event(LOG_WARN, "running as root: make a user for sinodod, it needs no privileges");
    return good;
}

bool sandbox_enter(void)
{
    return enter_sandbox(false);
}

bool sandbox_enter_open(void)
{
    log_event(LOG_WARN,
              "--developer: debuggers and core files can read all that this process knows, "
              "and nothing confines it; never give it in an exam");
    return enter_sandbox(true);
}
