package io.catena.cli;

/** The exit codes of {@code catena}. */
final class ExitCode {
    static final int DONE = 0;
    static final int NOT_FOUND = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 3;
    static final int UNKNOWN = 4;
    static final int DIFFERS = 5;
    /** The chain serves, but with fewer members than the cluster's setting wished-replicas, or with another trouble. */
    static final int REDUCED = 6;
    /** The command was done, but its result could not be written. */
    static final int NOT_WRITTEN = 7;
    /** The code of a process that SIGPIPE has ended: the reader of the output has closed the pipe. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
