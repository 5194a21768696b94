package io.catena.client;

import io.catena.thrift.InvalidRequest;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What an operator asks of the cluster, whichever node answers. One deadline for each call holds for all nodes together; a
 * node that is silent delays the question to the next one by 0.1 s. Each call uses connections and daemon threads of its
 * own. Thread-safe.
 */
public final class ClusterAdmin {
    private final List<ServerAddress> servers;
    private final ServerAccess access;

    /**
     * @param servers nodes to ask, at least one
     * @param access is not closed by this
     */
    public ClusterAdmin(List<ServerAddress> servers, ServerAccess access) {
        if (servers.isEmpty()) {
            throw new InvalidRequestException("no server is named; name one at least");
        }
        this.servers = List.copyOf(new LinkedHashSet<>(servers));
        this.access = access;
    }

    /**
     * Tells the settings that all nodes share: which are wanted, and which are in force.
     *
     * @param timeoutMillis 1 to 600,000 ms
     * @throws UnavailableException if no node answers in time, or ZooKeeper does not
     */
    public SettingsReport settings(long timeoutMillis) {
        return ask(servers, Deadline.afterMillis(RequestLimits.timeoutMillis(timeoutMillis)))
                .content();
    }

    /**
     * Changes the wanted settings through a node that has just answered. The change takes effect by itself;
     * {@link #settings} tells when.
     *
     * @param token as for {@link NodeAdmin#die}
     * @param timeoutMillis 1 to 600,000 ms
     * @throws InvalidRequestException if a value is not permitted; the message names the permitted range
     * @throws RefusedException if the token is not right, or if the chain would take no writes then and force was not set
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the settings may have been changed
     */
    public SettingsReport changeSettings(SettingsChange change, String token, long timeoutMillis) {
        Deadline deadline = Deadline.afterMillis(RequestLimits.timeoutMillis(timeoutMillis));
        List<ServerAddress> left = new ArrayList<>(servers);
        while (true) {
            ServerAddress node = ask(left, deadline).server();
            try {
                return new NodeAdmin(node, Math.max(1, deadline.remainingMillis()), access)
                        .changeSettings(change, token);
            } catch (UnavailableException e) {
                // It went away in between, and has changed nothing: another may.
                left.remove(node);
                if (left.isEmpty() || deadline.hasPassed()) {
                    throw e;
                }
            }
        }
    }

    private Race.Answer<SettingsReport> ask(List<ServerAddress> whom, Deadline deadline) {
        try {
            return new Race<SettingsReport>(
                            (connection, limit) -> connection.admin(limit).settings(),
                            access,
                            ClusterAdmin::start,
                            deadline)
                    .run(whom);
        } catch (InvalidRequest e) {
            throw new InvalidRequestException("a server refuses the call: " + e.getMessage() + "; change it");
        } catch (Race.LostException e) {
            throw e.unavailable("", "; check that a server runs there, or give it more time");
        }
    }

    private static void start(Runnable question) {
        Thread thread = new Thread(question, "catena-cluster-admin");
        thread.setDaemon(true);
        thread.start();
    }
}
