#include <malloc.h>

#include "app/command_line.h"

int main(int argc, char** argv) {
    // Images of a slice come and go by the dozen. Memory fresh from the system costs more than what
    // is done in it, so it is kept; volumes are larger and still go back.
    ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
    ::mallopt(M_TOP_PAD, 16 << 20);
    return axolemma::runCommandLine(argc, argv);
}
