package io.catena.server.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedSet;

/** Where a log has its files, each under a number: a port. */
public interface LogFiles {
    SortedSet<Long> numbers() throws IOException;

    LogFile open(long number) throws IOException;

    /** A new and empty file, also after a power cut; one that is there under this number goes. */
    LogFile create(long number) throws IOException;

    /** A file that is open can be read until it is closed. After a power cut the file may be there again, until {@link #sync}. */
    void delete(long number) throws IOException;

    /** A buffer with room for this many bytes, from which the files are written with the least copying. */
    ByteBuffer buffer(int bytes);

    /** What has been deleted stays away. */
    void sync() throws IOException;
}
