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

    private ExitCode() {}
}
