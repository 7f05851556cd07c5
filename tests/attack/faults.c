/* Preloaded: counts the calls that change the files of one folder, and lets one of them fail.
 *
 * A process arms itself by fault_arm(), or at its start by FAULTS="program folder nth tally": a program of that name
 * then lets its nth call fail (0: none) and writes the number of its calls to the file `tally` when it ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 65536

static char folder[4096], tally[4096];
static int armed, nth;
/* Seen by the parent of a fork too. */
static struct {
    int count;
    char failed[32];
} *seen;
static unsigned char watched[MOST_FILES];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void fault_arm(const char *where, int which) {
    snprintf(folder, sizeof folder, "%s", where);
    nth = which;
    seen->count = 0;
    seen->failed[0] = 0;
    armed = 1;
}

int fault_count(void) { return seen->count; }

/* The call that failed, or nothing. */
const char *fault_failed(void) { return seen->failed; }

__attribute__((constructor)) static void begin(void) {
    const char *order = getenv("FAULTS");
    char program[256];
    int which;
    seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!order || sscanf(order, "%255s %4095s %d %4095s", program, folder, &which, tally) != 4) return;
    if (!strcmp(program, program_invocation_short_name)) fault_arm(folder, which);
    else tally[0] = 0;
}

__attribute__((destructor)) static void end(void) {
    if (!armed || !tally[0]) return;
    armed = 0;
    FILE *stream = fopen(tally, "w");
    if (stream) {
        fprintf(stream, "%d %s\n", seen->count, seen->failed);
        fclose(stream);
    }
}

/* Whether this call is to fail. */
static int fails(const char *name, int error) {
    if (++seen->count != nth) return 0;
    snprintf(seen->failed, sizeof seen->failed, "%s", name);
    errno = error;
    return 1;
}

static int within(const char *path) {
    return armed && path && (!strncmp(path, folder, strlen(folder)) || !strncmp(path, "/proc/self/fd/", 14));
}

static int known(int file) { return armed && file >= 0 && file < MOST_FILES && watched[file]; }

static int opened(int file, const char *path) {
    if (file >= 0 && file < MOST_FILES) watched[file] = within(path);
    return file;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;                                      \
        va_end(more);                                                                                                  \
        if (within(path) && !(flags & O_DIRECTORY) && fails("open", EIO)) return -1;                                   \
        return opened(REAL(name)(path, flags, mode), path);                                                            \
    }
OPEN(open)
OPEN(open64)

#define SEEK(name, offset_type)                                                                                        \
    offset_type name(int file, offset_type offset, int whence) {                                                       \
        if (known(file) && fails("seek", EIO)) return -1;                                                              \
        return REAL(name)(file, offset, whence);                                                                       \
    }
SEEK(lseek, off_t)
SEEK(lseek64, off64_t)

ssize_t write(int file, const void *data, size_t size) {
    if (known(file) && fails("write", ENOSPC)) return -1;
    return REAL(write)(file, data, size);
}

ssize_t writev(int file, const struct iovec *parts, int number) {
    if (known(file) && fails("write", ENOSPC)) return -1;
    return REAL(writev)(file, parts, number);
}

ssize_t read(int file, void *data, size_t size) {
    if (known(file) && fails("read", EIO)) return -1;
    return REAL(read)(file, data, size);
}

/* What is told of a failing close is that data were lost; the file is closed all the same. */
int close(int file) {
    int fail = known(file) && fails("close", EIO);
    if (file >= 0 && file < MOST_FILES) watched[file] = 0;
    int result = REAL(close)(file);
    if (!fail) return result;
    errno = EIO;
    return -1;
}

int fsync(int file) {
    if (known(file) && fails("fsync", EIO)) return -1;
    return REAL(fsync)(file);
}

int rename(const char *old, const char *new) {
    if (within(new) && fails("rename", EIO)) return -1;
    return REAL(rename)(old, new);
}

int mkdir(const char *path, mode_t mode) {
    if (within(path) && fails("mkdir", ENOSPC)) return -1;
    return REAL(mkdir)(path, mode);
}

int link(const char *old, const char *new) {
    if (within(new) && fails("link", EPERM)) return -1;
    return REAL(link)(old, new);
}

int fchmod(int file, mode_t mode) {
    if (known(file) && fails("chmod", EPERM)) return -1;
    return REAL(fchmod)(file, mode);
}
