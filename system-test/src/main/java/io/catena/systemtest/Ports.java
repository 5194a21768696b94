package io.catena.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Free ports on the loopback. They are below the range from which systems take the ports of outgoing connections, so
 * that no such connection can occupy a node's port while the node is down. Not thread-safe.
 */
public final class Ports {
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 31_999;

    /** Programs that run at the same time begin at distant ports. */
    private int next = LOWEST + (int) (ProcessHandle.current().pid() * 131 % (HIGHEST - LOWEST));

    /** Does not return the same port twice, unless it was called 20,000 times. */
    public int free() {
        for (int tries = LOWEST; tries <= HIGHEST; tries++) {
            int port = next;
            next = next == HIGHEST ? LOWEST : next + 1;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + LOWEST + " to " + HIGHEST + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
