#define _GNU_SOURCE
#include "CSystem.h"

#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__) && defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

static const uintptr_t large_page = 2u << 20;
/// Address space, not memory: pages come when they are written.
static const int step = 32 << 20;

void writ_heap_prepare(int one_arena) {
  if (one_arena) mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, step);
  mallopt(M_TRIM_THRESHOLD, 4 * step);
  mallopt(M_MMAP_THRESHOLD, step / 8);
  // Makes the heap grow by one step now.
  void *volatile some = malloc(step / 16);
  free(some);
  uintptr_t end = (uintptr_t)sbrk(0);
  uintptr_t start = end - (uintptr_t)step + large_page - 1;
  start -= start % large_page;
  end -= end % large_page;
  // A refusal leaves pages as they are.
  if (start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
}
#else
void writ_heap_prepare(int one_arena) { (void)one_arena; }
#endif
