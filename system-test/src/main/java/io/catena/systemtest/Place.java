package io.catena.systemtest;

import java.util.List;

/**
 * Where a process runs.
 *
 * @param host the address under which everybody reaches it
 * @param launcher words before a command that make it run there; none on this machine itself
 */
public record Place(String host, List<String> launcher) {
    /** This machine, reached by the loopback. */
    public static final Place LOOPBACK = new Place("127.0.0.1", List.of());

    public String address(int port) {
        return host + ":" + port;
    }

    /** Whether its processes take us for their own machine. */
    boolean isHere() {
        return launcher.isEmpty();
    }
}
