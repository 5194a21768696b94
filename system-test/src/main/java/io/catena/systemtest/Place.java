package io.catena.systemtest;

import java.util.List;

/**
 * The machine on which a process runs.
 *
 * @param host the address by which all other processes reach it
 * @param launcher the words before a command that start it there; none on this machine
 */
public record Place(String host, List<String> launcher) {
    /** This machine, reached by the loopback. */
    public static final Place LOOPBACK = new Place("127.0.0.1", List.of());

    public String address(int port) {
        return host + ":" + port;
    }

    /** Whether processes there have this machine's own addresses. */
    boolean isHere() {
        return launcher.isEmpty();
    }
}
