package io.catena.cli;

/** What the shell learns. */
final class ExitCode {
    static final int DONE = 0;
    static final int NOT_FOUND = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 3;
    static final int UNKNOWN = 4;
    static final int DIFFERS = 5;
    /** The chain serves, with less than was wished for. */
    static final int REDUCED = 6;
    /** Done, but nobody got the result: its output failed. */
    static final int NOT_WRITTEN = 7;
    /** As a process that the signal SIGPIPE has ended: whoever read the output wants no more. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
