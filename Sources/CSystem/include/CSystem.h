#ifndef WRIT_CSYSTEM_H
#define WRIT_CSYSTEM_H

// What the C library and the system offer and Swift's modules don't show.

/// Prepares the heap for a scan: it grows in large steps, of large pages where the system has them,
/// and what is freed stays for what comes next. `one_arena`: one heap for all threads, which is best
/// where one thread at a time has much to allocate. Before the first thread is started. Does nothing
/// where the allocator has no such settings.
void writ_heap_prepare(int one_arena);

/// Has the system begin to bring what was written to a file to its disk, without waiting for it. Does
/// nothing where there is no such call; an error shows when the file is synced.
void writ_begin_writeback(int descriptor);

#endif
