package io.catena.server;

/** Checks the standard output of a program in the end. */
public final class StandardOutput {
    /** The exit code of a program that has done its work and could not write the result. */
    static final int NOT_WRITTEN = 7;

    private StandardOutput() {}

    /** To be called at the end of a program. Returns its exit code, or 7 if it succeeded and the output failed. */
    public static int judge(int exitCode) {
        if (!System.out.checkError()) {
            return exitCode;
        }
        System.err.println("The output could not be written; free space on its disk, or write it to another place.");
        return exitCode == 0 ? NOT_WRITTEN : exitCode;
    }
}
