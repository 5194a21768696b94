package io.catena.server.storage;

import java.io.IOException;
import java.util.SortedSet;

/** Where a log has its files, each under a number. What a call has changed survives a power cut once it returns. */
interface LogFiles {
    SortedSet<Long> numbers() throws IOException;

    LogFile open(long number) throws IOException;

    /** A new and empty file; one that is there under this number goes. */
    LogFile create(long number) throws IOException;

    /** A file that is open can be read until it is closed. */
    void delete(long number) throws IOException;
}
