package io.catena.cli.text;

/** The exit codes of {@code catena}. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int NOT_FOUND = 1;
    public static final int USAGE = 2;
    public static final int UNAVAILABLE = 3;
    public static final int UNKNOWN = 4;
    public static final int DIFFERS = 5;
    /** The chain serves, but with fewer members than the cluster's setting wished-replicas, or with another trouble. */
    public static final int REDUCED = 6;
    /** The command was done, but its result could not be written. */
    public static final int NOT_WRITTEN = 7;
    /** The code of a process that SIGPIPE has ended: the reader of the output has closed the pipe. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
