package io.catena.server;

/** The standard output of a program: what could not be written there was not told. */
public final class StandardOutput {
    /** The work is done, its result is lost. */
    static final int NOT_WRITTEN = 7;

    private StandardOutput() {}

    /** At the end of a program: its exit code, unless all went well and the output failed. */
    public static int judge(int exitCode) {
        if (!System.out.checkError()) {
            return exitCode;
        }
        System.err.println("The output could not be written; make room there, or write it elsewhere.");
        return exitCode == 0 ? NOT_WRITTEN : exitCode;
    }
}
