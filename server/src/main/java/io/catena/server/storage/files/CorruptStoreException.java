package io.catena.server.storage.files;

import io.catena.server.chain.Advice;
import java.nio.file.Path;

/**
 * What lies on the disk is not what was written. Nothing of the replica can be relied on, and it must stop. The message says
 * what is wrong, then what to look at, and only at the end how to give the copy up: it may be the last one.
 */
public final class CorruptStoreException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String problem;

    /** @param problem what is wrong, as a clause */
    public CorruptStoreException(String problem) {
        this(problem, null);
    }

    public CorruptStoreException(String problem, Throwable cause) {
        super(problem + "; " + Advice.COPY_DAMAGED, cause);
        this.problem = problem;
    }

    /** The same with the name of the directory, as far as the problem does not have it. */
    public CorruptStoreException in(Path directory) {
        return problem.contains(directory.toString())
                ? this
                : new CorruptStoreException(directory + ": " + problem, this);
    }
}
