package io.catena.cli;

import io.catena.client.CatenaException;
import io.catena.client.NodeAdmin;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import io.catena.thrift.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Watches a node's process end: its port refuses connections, and on this host its process is gone too. */
final class ProcessExitWatch {
    private static final long PAUSE_MILLIS = 20;
    private static final long ANSWER_MILLIS = 500;

    private final ServerAddress address;
    /** By the address in figures: a name would be looked up each time, and the wait for that taken for the node's silence. */
    private final NodeAdmin probe;

    private final boolean onThisHost;
    private final long deadlineNanos;
    private final long timeoutMillis;
    private final long incarnation;
    private final long pid;

    /** @throws UnavailableException if the node does not answer even before it is told anything */
    ProcessExitWatch(ServerAddress address, long timeoutMillis) {
        this.address = address;
        this.timeoutMillis = timeoutMillis;
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        InetAddress found = node().knock();
        this.onThisHost = found.isLoopbackAddress();
        this.probe = new NodeAdmin(new ServerAddress(found.getHostAddress(), address.port()), ANSWER_MILLIS);
        NodeStatus before = node().status();
        this.incarnation = before.getIncarnation();
        this.pid = before.getPid();
    }

    /** With the time that is left: all that is asked of it has one deadline. */
    NodeAdmin node() {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return new NodeAdmin(address, Math.max(1, leftMillis));
    }

    /**
     * @param noReply why the node's answer did not come; null if it came
     * @return what happened
     */
    String await(OutcomeUnknownException noReply) {
        while (listens() && !wasReplaced()) {
            if (isOver()) {
                if (noReply != null) {
                    throw noReply;
                }
                throw new CommandFailure(
                        ExitCode.UNKNOWN,
                        address + " has agreed to end and is still there after " + timeoutMillis
                                + " ms; look at catena status, or give it more --timeout");
            }
            pause();
        }
        while (processLives()) {
            if (isOver()) {
                return "is gone from the chain; its process " + pid + " has not ended yet";
            }
            pause();
        }
        return "is gone";
    }

    private boolean isOver() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    private boolean listens() {
        try {
            probe.knock();
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** Something may have started the node again already. */
    private boolean wasReplaced() {
        try {
            return probe.status().getIncarnation() != incarnation;
        } catch (CatenaException e) {
            return false;
        }
    }

    private boolean processLives() {
        return onThisHost && ProcessHandle.of(pid).isPresent() && !isZombie();
    }

    /** Dead, but its parent has not looked. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.UNKNOWN, "interrupted while the node ends; look at catena status");
        }
    }
}
