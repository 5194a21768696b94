package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.CatenaException;
import io.catena.client.NodeAdmin;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import io.catena.thrift.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the process of a node has ended: its port refuses connections, and on this host its process is gone too.
 */
final class ProcessExitWatch {
    private static final long PAUSE_MILLIS = 20;
    private static final long ANSWER_MILLIS = 500;

    private final ServerAddress address;
    private final ServerAccess access;
    /**
     * Uses the resolved address: a name would be looked up in each call, and a slow look-up would count as silence of
     * the node.
     */
    private final NodeAdmin probe;

    private final boolean onThisHost;
    private final long deadlineNanos;
    private final long timeoutMillis;
    private final long incarnation;
    private final long pid;

    /** @throws UnavailableException if the node does not answer before it is told to end */
    ProcessExitWatch(ServerAddress address, long timeoutMillis, ServerAccess access) {
        this.address = address;
        this.access = access;
        this.timeoutMillis = timeoutMillis;
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        InetAddress found = node().tryConnect();
        this.onThisHost = found.isLoopbackAddress();
        this.probe = node().at(found, ANSWER_MILLIS);
        NodeStatus before = node().status();
        this.incarnation = before.getIncarnation();
        this.pid = before.getPid();
    }

    /** A client for this node with the time that is left: all calls share one deadline. */
    NodeAdmin node() {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return new NodeAdmin(address, Math.max(1, leftMillis), access);
    }

    /**
     * @param noReply why the node's answer did not come; null if it came
     * @return what happened, as the end of a sentence
     */
    String await(OutcomeUnknownException noReply) {
        while (listens() && !wasReplaced()) {
            if (isOver()) {
                if (noReply != null) {
                    throw noReply;
                }
                throw new CommandFailure(
                        ExitCode.UNKNOWN,
                        address + " has agreed to end and still runs after " + timeoutMillis
                                + " ms; look at 'catena status', or use a longer --timeout");
            }
            pause();
        }
        while (processLives()) {
            if (isOver()) {
                return "has left the chain; its process " + pid + " has not ended yet";
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
            probe.tryConnect();
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** The node may have been started again. */
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

    /** The process has ended, but its parent has not collected its exit code. */
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
            throw new CommandFailure(ExitCode.UNKNOWN, "interrupted while the node ends; look at 'catena status'");
        }
    }
}
