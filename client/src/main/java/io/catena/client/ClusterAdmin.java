package io.catena.client;

import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.apache.thrift.TException;

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
        return ask(servers, deadline(timeoutMillis), CatenaAdmin.Client::settings)
                .content();
    }

    /**
     * Tells who may do what, as it is written down. {@code getRules} is the JSON of docs/security.md.
     *
     * @param timeoutMillis 1 to 600,000 ms
     * @throws ForbiddenException if the caller is no operator
     * @throws UnavailableException if no node answers in time, or ZooKeeper does not
     */
    public AccessReport access(long timeoutMillis) {
        return ask(servers, deadline(timeoutMillis), CatenaAdmin.Client::access).content();
    }

    /**
     * Writes down who may do what, in place of what was there. All nodes go by it as soon as they have heard of it, most
     * often within a second.
     *
     * @param rules the JSON of docs/security.md
     * @param version that of the report which this replaces; -1 for any
     * @param token as for {@link NodeAdmin#die}
     * @param timeoutMillis 1 to 600,000 ms
     * @throws ForbiddenException if the caller is no operator
     * @throws InvalidRequestException if the rules cannot be used; the message says what is wrong and where
     * @throws RefusedException if another change came between
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the rules may have been changed
     */
    public AccessReport changeAccess(String rules, long version, String token, long timeoutMillis) {
        return throughOne(deadline(timeoutMillis), node -> node.changeAccess(rules, version, token));
    }

    /**
     * Tells what the rules say of a principal and a key.
     *
     * @param timeoutMillis 1 to 600,000 ms
     * @throws ForbiddenException if the caller is no operator
     * @throws UnavailableException if no node answers in time
     */
    public AccessAnswer testAccess(String principal, byte[] key, long timeoutMillis) {
        return ask(servers, deadline(timeoutMillis), admin -> admin.testAccess(principal, ByteBuffer.wrap(key)))
                .content();
    }

    /**
     * Tells where the chains are to be and where they are.
     *
     * @param timeoutMillis 1 to 600,000 ms
     * @throws ForbiddenException if the caller is no operator
     * @throws UnavailableException if no node answers in time, or ZooKeeper does not
     */
    public PlacementReport placement(long timeoutMillis) {
        return ask(servers, deadline(timeoutMillis), CatenaAdmin.Client::placement)
                .content();
    }

    /**
     * Wishes that a node carries nothing, until {@link #undrain}. Its chains move by themselves; {@link #placement} tells how far
     * they are.
     *
     * @param token as for {@link NodeAdmin#die}
     * @param timeoutMillis 1 to 600,000 ms
     * @throws InvalidRequestException if there is no such node
     * @throws RefusedException if the token is not right, if each chain is on all nodes, or if too few nodes would be left
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the wish may have been stored
     */
    public PlacementReport drain(String nodeId, String token, long timeoutMillis) {
        return throughOne(deadline(timeoutMillis), node -> node.drain(nodeId, token));
    }

    /** Takes {@link #drain} back, likewise. */
    public PlacementReport undrain(String nodeId, String token, long timeoutMillis) {
        return throughOne(deadline(timeoutMillis), node -> node.undrain(nodeId, token));
    }

    /**
     * Works out what would move if the chains were placed anew now; changes nothing.
     *
     * @param timeoutMillis 1 to 600,000 ms
     * @throws InvalidRequestException if there is no such node
     * @throws RefusedException if each chain is on all nodes, or no node would be left
     * @throws UnavailableException if no node answers in time, or ZooKeeper does not
     */
    public PlacementPlan planPlacement(PlacementQuestion question, long timeoutMillis) {
        return throughOne(deadline(timeoutMillis), node -> node.planPlacement(question));
    }

    /**
     * Has the chains of nodes that are away placed elsewhere at once.
     *
     * @param token as for {@link NodeAdmin#die}
     * @param timeoutMillis 1 to 600,000 ms
     * @return what moves
     * @throws RefusedException if the token is not right, if each chain is on all nodes, or if too few nodes are there
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if it may have been stored
     */
    public PlacementPlan rebalance(String token, long timeoutMillis) {
        return throughOne(deadline(timeoutMillis), node -> node.rebalance(token));
    }

    private static Deadline deadline(long timeoutMillis) {
        return Deadline.afterMillis(RequestLimits.timeoutMillis(timeoutMillis));
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
        return throughOne(deadline(timeoutMillis), node -> node.changeSettings(change, token));
    }

    /** Makes a change through a node that has just answered. */
    private <T> T throughOne(Deadline deadline, Function<NodeAdmin, T> change) {
        List<ServerAddress> left = new ArrayList<>(servers);
        while (true) {
            ServerAddress node =
                    ask(left, deadline, CatenaAdmin.Client::settings).server();
            try {
                return change.apply(new NodeAdmin(node, Math.max(1, deadline.remainingMillis()), access));
            } catch (UnavailableException e) {
                // It went away in between, and has changed nothing: another may.
                left.remove(node);
                if (left.isEmpty() || deadline.hasPassed()) {
                    throw e;
                }
            }
        }
    }

    private interface Question<T> {
        T put(CatenaAdmin.Client admin) throws TException;
    }

    private <T> Race.Answer<T> ask(List<ServerAddress> servers, Deadline deadline, Question<T> question) {
        try {
            return new Race<T>(
                            (connection, limit) -> question.put(connection.admin(limit)),
                            access,
                            ClusterAdmin::start,
                            deadline)
                    .run(servers);
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
